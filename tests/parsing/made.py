"""Made-up places and a short way from text to report, for these tests."""

from indexer.parsing.parse import parse_text
from indexer.places.gazetteer import Gazetteer, Place
from indexer.report import Report

MADE = (
    Place("970000", "沧澜省", "province", ""),
    Place("970100", "临沧澜市", "city", "970000"),
    Place("970200", "青浦陂市", "city", "970000"),
    Place("970101", "桐陂区", "district", "970100"),
    Place("970102", "桐山区", "district", "970100"),
    Place("970202", "桐山区", "district", "970200"),
    Place("970103", "白泽区", "district", "970100"),
    Place("", "白泽县", "district", "970100", "", "2018-05-01", "970103"),
    Place("970203", "津北区", "district", "970200", "2016", ""),
    Place("970221", "旧津县", "district", "970200", "", "2016-03-01", "970203"),
    Place("970104", "云汀区", "district", "970100"),
    Place("970204", "云汀区", "district", "970200", "", "2012", "970203"),
    Place("970300", "鹿洲瑶族自治州", "city", "970000"),
    Place("", "临港新城", "district", "970200"),
)
GAZETTEER = Gazetteer(MADE)


def parse(raw: str, name: str = "报告.txt") -> Report:
    """The report that `raw` comes to, with the made-up places."""
    return parse_text(raw, name, GAZETTEER)


def tree(report: Report) -> list[str]:
    """One line a section: its depth in the tree as indent, its level, number and title."""
    lines = []
    for section in report.sections:
        depth, above = 0, section.parent
        while above is not None:
            depth, above = depth + 1, report.sections[above].parent
        lines.append(f"{'  ' * depth}{section.level} {section.number or '-'} {section.title}")
    return lines
