"""Real reports, where they are at hand: the labelled seeds, and what holds of every file."""

import csv
import json
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from indexer.parsing.mend import mend
from indexer.parsing.parse import parse_file, parse_text
from indexer.places.gazetteer import Gazetteer
from indexer.read import read_file
from indexer.report import Report
from tests.parsing.test_parse import check_sections

SHARED = Path(__file__).parents[3] / "shared"
GOLD = SHARED / "gold"
SEEDS = ["000", "001", "002", "003", "004"]


@cache
def gazetteer() -> Gazetteer:
    return Gazetteer.default()


@cache
def seed(name: str) -> Report:
    path = next(iter((SHARED / "seeds").glob(f"{name}_*.txt")), None)
    if path is None or not GOLD.is_dir():
        pytest.skip("the labelled seeds are not beside the repository (../shared): nothing was measured")
    return parse_file(path, path.name, gazetteer())


def squeeze(text: str) -> str:
    return re.sub(r"[\s，,。.、：:；;“”‘’（）()《》—\-]", "", text)


@pytest.mark.parametrize("name", SEEDS)
def test_the_section_tree_of_a_seed_is_the_gold_one(name: str) -> None:
    report = seed(name)
    with (GOLD / "sections" / f"{name}.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    gold = [(int(r["level"]), squeeze(r["number_as_printed"]), squeeze(r["title"])) for r in rows]
    assert [(s.level, squeeze(s.number), squeeze(s.title)) for s in report.sections] == gold


@pytest.mark.parametrize("name", SEEDS)
def test_the_metadata_of_a_seed_are_the_gold_ones(name: str) -> None:
    report = seed(name)
    gold = next(g for g in json.loads((GOLD / "metadata.json").read_text(encoding="utf-8")) if g["id"] == name)
    titles = {gold["title"], *(v.split("（")[0] for v in gold["title_variants"])}
    metadata = report.metadata
    assert metadata.title in titles
    assert {squeeze(i) for i in metadata.issuers} <= {
        squeeze(i) for i in [*gold["issuing_bodies"], *gold["signatories"]]
    } | {i.removeprefix("中共") for i in gold["issuing_bodies"]}
    assert (metadata.district, metadata.city, metadata.province, metadata.code) == (
        gold["district"],
        gold["city"],
        gold["province"],
        gold["code"],
    )
    assert metadata.year == gold["report_year"]
    assert (metadata.issued_on and metadata.issued_on.isoformat()) == gold["issue_date"]
    assert metadata.genre == gold["genre"]


@pytest.mark.parametrize("name", SEEDS)
def test_the_text_of_a_section_begins_as_in_the_gold(name: str) -> None:
    report = seed(name)
    with (GOLD / "sections" / f"{name}.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    for number, (section, row) in enumerate(zip(report.sections, rows, strict=True)):
        following = [s.span.start for s in report.sections[number + 1 :]]
        own = report.text[section.heading.stop : min([section.span.stop, *following])]
        assert squeeze(own).startswith(squeeze(row["first_30_chars_of_body"])), row
        assert row["first_30_chars_of_body"] or not squeeze(own), row


@pytest.mark.parametrize("name", SEEDS)
def test_no_telephone_of_a_seed_is_in_its_body(name: str) -> None:
    report = seed(name)
    gold = next(g for g in json.loads((GOLD / "metadata.json").read_text(encoding="utf-8")) if g["id"] == name)
    body = report.layout.body.of(report.text)
    assert not [phone for phone in gold["personal_data"]["phones"] if phone in body]


def real_files() -> list[Path]:
    return [p for folder in ("seeds", "reports") for p in sorted((SHARED / folder).glob("*.txt"))]


@cache
def parsed(path: Path) -> Report:
    return parse_file(path, path.name, gazetteer())


def printed(text: str) -> Counter[str]:
    return Counter(c for c in text if not c.isspace())


def test_what_holds_of_every_real_file() -> None:
    files = real_files()
    if not files:
        pytest.skip("no real reports beside the repository (../shared): nothing was checked")
    without_sections = []
    for path in files:
        raw = read_file(path.read_bytes()).text
        mended = mend(raw)
        assert printed(raw) == printed(mended.text + "".join(d.text for d in mended.dropped)), path.name
        report = parsed(path)
        check_sections(report)
        again = parse_text(report.text, path.name, gazetteer())
        assert (again.text, again.sections) == (report.text, report.sections), path.name
        if not any(s.level == 1 for s in report.sections):
            without_sections.append(path.name)
    assert len(without_sections) <= 2, without_sections  # both lost their headings before they came to us


def test_metadata_agree_with_the_index_of_the_real_reports() -> None:
    index = SHARED / "reports" / "index.csv"
    if not index.is_file():
        pytest.skip("no index of real reports beside the repository (../shared): nothing was measured")
    with index.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    right: Counter[str] = Counter()
    for row in rows:
        metadata = parsed(index.parent / row["file"]).metadata
        read = (metadata.district, metadata.city, metadata.province, str(metadata.year))
        municipal = row["province"] if row["province"].endswith("市") else ""
        wanted = (
            row["district"] or None,
            row["city"].split("（")[0] or municipal or None,
            row["province"],
            row["year"],
        )
        for field, mine, theirs in zip(("district", "city", "province", "year"), read, wanted, strict=True):
            right[field] += mine == theirs
    least = 0.98 * len(rows)
    assert all(right[field] >= least for field in ("district", "city", "province", "year")), right
