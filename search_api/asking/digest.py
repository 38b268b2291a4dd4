"""One line before the quotes: the figures that were asked for, their sum, which place has more, which places do."""

from collections.abc import Sequence

from indexer.report import Metadata
from search_api.asking.question import Question
from search_api.asking.weigh import Weighed


def digest(question: Question, answers: Sequence[tuple[str, Sequence[Weighed]]]) -> str:
    """The line for `answers`, (label of the subject, its sentences); '' when the quotes alone are clearest.

    Every figure in it stands in one of the sentences; a sum shows its parts.
    """
    if question.more and len(answers) > 1:
        return _compared(question, answers)
    if question.wants_sum and len(answers) > 1:
        return _summed(answers)
    if question.lists:
        return "、".join(dict.fromkeys(label for label, _ in answers))
    if len(answers) == 1 and len(question.slots) > 1:
        return _fragments(answers[0][1], len(question.slots))
    return ""


def place_and_year(metadata: Metadata) -> str:
    """How an answer calls a report: 某区（2024）."""
    place = metadata.district or metadata.city or metadata.province or metadata.title
    return f"{place}（{metadata.year}）" if metadata.year else place


def _fragments(sentences: Sequence[Weighed], slots: int) -> str:
    parts: list[str] = []
    for slot in range(slots):
        for told in sentences:
            figure = told.figures[slot]
            if figure is not None:
                within = parts and "其中" in told.text[: figure.start] and not figure.clause.startswith("其中")
                parts.append(("其中" if within else "") + figure.clause.strip())
                break
    return "，".join(dict.fromkeys(parts))


def _values(answers: Sequence[tuple[str, Sequence[Weighed]]]) -> list[tuple[str, str, float, str]]:
    """(label, figure as printed, its value, its unit) of each subject; empty when one has none."""
    values = []
    for label, sentences in answers:
        figure = next((f for s in sentences for f in s.figures if f), None)
        if figure is None:
            return []
        values.append((label, figure.words, figure.value, figure.unit))
    return values


def _compared(question: Question, answers: Sequence[tuple[str, Sequence[Weighed]]]) -> str:
    values = _values(answers)
    if not values or len({unit for *_, unit in values}) > 1:
        return ""
    ordered = sorted(values, key=lambda v: v[2], reverse=question.more in "多高")
    if ordered[0][2] == ordered[1][2]:
        return f"{ordered[0][0]}与{ordered[1][0]}相同：{ordered[0][1]}"
    first, *rest = ordered
    return f"{first[0]}{question.more}：{first[1]}，" + "，".join(f"{label}{words}" for label, words, *_ in rest)


def _summed(answers: Sequence[tuple[str, Sequence[Weighed]]]) -> str:
    values = _values(answers)
    if not values or len({unit for *_, unit in values}) > 1:
        return ""
    total = sum(value for _, _, value, _ in values)
    return f"合计{_plain(total)}{values[0][3]}（{'+'.join(_plain(value) for _, _, value, _ in values)}）"


def _plain(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")
