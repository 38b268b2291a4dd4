"""Which marks belong to one list: 三、 does not follow 一、, and an inner list ends when the outer one goes on."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from indexer.parsing.marks import Mark

_ALONE = 44  # characters up to which a line without a sentence looks like a heading
_GAP = 3  # a number may be up to this far ahead of the last
_MOST = 12  # a number behind a gap is at most this


@dataclass(frozen=True, slots=True)
class Candidate:
    """A marked paragraph (or a place inside one): its position in the text, its mark, whether it stands alone."""

    position: int
    mark: Mark
    alone: bool  # short, without a sentence after it: a line that looks like a heading
    item: bool = False  # ends like an item of a list, in a semicolon


@dataclass(slots=True)
class _Run:
    members: list[Candidate] = field(default_factory=list)

    @property
    def last(self) -> int:
        return self.members[-1].mark.value

    @property
    def broken(self) -> bool:
        """Whether numbers are known to be missing in it."""
        return self.last - self.members[0].mark.value >= len(self.members)


def in_sequence(candidates: Sequence[Candidate], last: int = 0) -> list[Candidate]:
    """The candidates, all of one level and in reading order, that number headings.

    A list that begins anew and is followed by a number of the list around it lies inside a section and is left out;
    one that is never taken up again is a new part's (一、… of the second part, of an annex). Numbers may be missing
    before a line that looks like a heading, and before two that follow on each other. `last` is the number with which
    the section before ended, for lists that count on through several sections.
    """
    stack: list[_Run] = []
    for number, candidate in enumerate(candidates):
        value = candidate.mark.value
        outer = next((d for d in range(len(stack) - 1, -1, -1) if value == stack[d].last + 1), None)
        leaps = bool(stack) and 0 < value - stack[-1].last <= _GAP and not candidate.mark.weak
        if outer is not None and not (outer < len(stack) - 1 and leaps and candidate.alone and stack[-1].broken):
            del stack[outer + 1 :]
            stack[outer].members.append(candidate)
        elif value == 1 or (not stack and value == last + 1):
            stack.append(_Run([candidate]))
        elif leaps and value <= _MOST and (candidate.alone or _goes_on(candidates, number)):
            stack[-1].members.append(candidate)
        elif not stack and candidate.alone and value <= _GAP and not candidate.mark.weak:
            stack.append(_Run([candidate]))
    kept = [c for number, run in enumerate(stack) if _is_list(run, inner=number > 0) for c in run.members]
    return sorted(kept, key=lambda c: c.position)


def _goes_on(candidates: Sequence[Candidate], number: int) -> bool:
    """Whether the next candidate has the next number."""
    following = candidates[number + 1 : number + 2]
    return bool(following) and following[0].mark.value == candidates[number].mark.value + 1


def stands_alone(words: str) -> bool:
    """Whether a paragraph looks like a heading: short, no sentence in it, no item of a list."""
    return len(words) <= _ALONE and "。" not in words.rstrip("。") and not words.endswith(("；", ";", "，"))


def _is_list(run: _Run, inner: bool) -> bool:
    if not inner:
        return len(run.members) > 1 or not run.members[0].mark.weak
    items = sum(c.item for c in run.members)
    return len(run.members) > 1 and 2 * items < len(run.members)
