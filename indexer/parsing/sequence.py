"""Which marks belong to one list: 三、 does not follow 一、, and an inner list ends when the outer one goes on."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from indexer.parsing.marks import Mark

_ALONE = 44  # characters up to which a line without a sentence looks like a heading
_GAP = 3  # a number may be up to this far ahead of the last when its line stands alone like a heading


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


def in_sequence(candidates: Sequence[Candidate], last: int = 0) -> list[Candidate]:
    """The candidates, all of one level and in reading order, that number headings.

    A list that begins anew and is followed by a number of the list around it lies inside a section and is left out;
    one that is never taken up again is a new part's (一、… of the second part, of an annex). `last` is the
    number with which the section before ended, for lists that count on through several sections.
    """
    stack: list[_Run] = []
    for candidate in candidates:
        value = candidate.mark.value
        outer = next((d for d in range(len(stack) - 1, -1, -1) if value == stack[d].last + 1), None)
        if outer is not None:
            del stack[outer + 1 :]
            stack[outer].members.append(candidate)
        elif value == 1 or (not stack and value == last + 1):
            stack.append(_Run([candidate]))
        elif candidate.alone and (not stack or 0 < value - stack[-1].last <= _GAP) and value <= _GAP + 9 * bool(stack):
            (stack[-1].members if stack else _start(stack)).append(candidate)
    kept = [c for number, run in enumerate(stack) if number == 0 or _is_list(run) for c in run.members]
    return sorted(kept, key=lambda c: c.position)


def stands_alone(words: str) -> bool:
    """Whether a paragraph looks like a heading: short, no sentence in it, no item of a list."""
    return len(words) <= _ALONE and "。" not in words.rstrip("。") and not words.endswith(("；", ";", "，"))


def _start(stack: list[_Run]) -> list[Candidate]:
    stack.append(_Run())
    return stack[-1].members


def _is_list(run: _Run) -> bool:
    items = sum(c.item for c in run.members)
    return len(run.members) > 1 and 2 * items < len(run.members)
