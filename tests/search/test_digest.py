"""The line before the quotes; every figure in it stands in a quote, a sum shows its parts."""

import pytest

from indexer.report import Metadata, SectionKind, Span
from indexer.store import StoredPassage, StoredReport
from search_api.asking.digest import digest
from search_api.asking.quantity import Figure, read_figures
from search_api.asking.question import read_question
from search_api.asking.weigh import Weighed

REPORT = StoredReport(0, "甲.txt", "", Metadata("甲"), 0, 1, 0, ())


def told(text: str, *figures: int | None) -> Weighed:
    """A sentence that answers the quantities with its figures of these numbers."""
    span = Span(0, len(text))
    found: list[Figure] = list(read_figures(text))
    return Weighed(
        report=REPORT,
        passage=StoredPassage(0, 0, None, SectionKind.OTHER, span, text, (span,)),
        path=(),
        span=span,
        text=text,
        share=1.0,
        score=1.0,
        figures=tuple(None if n is None else found[n] for n in figures),
        none=tuple(False for _ in figures),
    )


A, B, C = told("办案12件。", 0), told("全年办案30件，其中听证2件。", 0), told("罚款3万元。", 0)
TWO = told("全年受理43件，成功率88.37%。", 0, 1)


@pytest.mark.parametrize(
    ("question", "answers", "line"),
    [
        ("办案多少件", [("甲区", [A])], ""),  # the quote alone is clearest
        ("受理多少件，成功率是多少", [("甲区", [TWO])], "全年受理43件，成功率88.37%"),
        ("哪个区办案更多", [("甲区", [A]), ("乙区", [B])], "乙区多：30件，甲区12件"),
        ("哪个区办案更少", [("甲区", [A]), ("乙区", [B])], "甲区少：12件，乙区30件"),
        ("哪个区办案更多", [("甲区", [A]), ("乙区", [A])], "甲区与乙区相同：12件"),
        ("哪个区更多", [("甲区", [A]), ("乙区", [C])], ""),  # 件 and 元 are not compared
        ("两区合计办案多少件", [("甲区", [A]), ("乙区", [B])], "合计42件（12+30）"),
        ("两区合计多少", [("甲区", [A]), ("乙区", [C])], ""),  # nor added
        ("合计办案多少件", [("甲区", [A])], ""),
        ("哪些区办案", [("甲区（2023）", [A]), ("乙区（2024）", [B])], "甲区（2023）、乙区（2024）"),
        ("哪个区办案更多", [("甲区", [A]), ("乙区", [told("没有办案。", None)])], ""),
    ],
)
def test_line(question: str, answers: list[tuple[str, list[Weighed]]], line: str) -> None:
    assert digest(read_question(question), answers) == line


def test_a_part_is_not_shown_as_the_whole() -> None:
    """其中 governs its clauses until the sentence ends."""
    sentence = told("全年受理43件，其中自行协商17件，调解成功20件。", 0, 2)
    assert (
        digest(read_question("受理多少件，调解成功多少件"), [("甲区", [sentence])]) == "全年受理43件，其中调解成功20件"
    )


def test_figures_of_several_sentences_are_put_together() -> None:
    sentences = [told("聘请法律顾问1名。", 0, None), told("审查合同27份。", None, 0)]
    line = digest(read_question("聘请几名法律顾问，审查合同多少份"), [("甲区", sentences)])
    assert line == "聘请法律顾问1名，审查合同27份"
