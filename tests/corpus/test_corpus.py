"""The sample archive and the judgements about it agree with each other, and every claim of corpus/README.md holds."""

import csv
import json
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from indexer.archive import open_archive
from indexer.parsing.parse import parse_file
from indexer.places.gazetteer import Gazetteer
from search_api.publishing.golden import Golden, read_golden

CORPUS = Path(__file__).parents[2] / "corpus"
SAMPLE = CORPUS / "sample"
JUDGED = CORPUS / "judged"
REPORTS = sorted(SAMPLE.glob("*.txt"))

ENCODINGS = {  # all others are UTF-8 without a mark
    "云汀市南屏区_2023年法治政府建设年度报告.txt": "gb18030",
    "白浦县_2021年法治政府建设情况报告.txt": "utf-16",
    "澜城区_2024年法治政府建设情况报告.txt": "utf-8-sig",
}

DEFECTS = [  # start of the file's name, what its raw text must show
    ("澜城区_2023", r"[\u4e00-\u9fff]\n[\u4e00-\u9fff]"),  # hard-wrapped lines
    ("云汀市南屏区_2024", r"[\u4e00-\u9fff]\n\n[\u4e00-\u9fff]"),  # a blank line after each
    ("桐陂区_2020", r"事后虽经补\n\n正"),  # broken across a page
    ("澜城区_2023", r"326 件"),  # blanks around digits
    ("梧亭区_2023", r"(?s)(?:^梧亭区2023年法治政府建设工作报告\n.*){4}"),  # page header
    ("石漪区_2023", r"(?s)(?:^鹿汀市石漪区卫生健康委员会文件\n.*){3}"),
    ("澜城区_2023", r"^— 1 —$"),  # page number
    ("梧亭区_2023", r"^第 2 页  共 4 页$"),
    ("梧亭区_2022", r"^\[bookmark: _GoBack\]（四）"),
    ("梧亭区_2024", r"^【打印本页】 【关闭窗口】$"),  # web page
    ("梧亭区_2023", r"^　　\(五\)"),  # ASCII brackets
    ("白浦区_2024", r"^（2）"),
    ("白浦县_2021", r"^1．"),
    ("梧亭区_2022", r"^（一）[^。\n]+。一是"),  # run-in heading
    ("白浦区_2023", r"^2023年度推进法治政府建设的主要举措和成效$"),  # its number lost
    ("漪川市南屏区_2022", r"扫码可查。（二）"),  # glued to the text before
    ("桐陂区_2023", r"^(一、主要举措和成效\n){2}"),  # printed twice
    ("澜城区_2022", r"\A中共[^\n]+\n云汀市[^\n]+\n关于2022年[^\n]+报告\n"),  # title over three lines
    ("清渡县_2024年政府", r"^政 府 工 作 报 告$"),
    ("澜城区_2022", r"^卫生健康工作委员会 {5,}卫生健康委员会$"),  # two-column signature
    ("清渡县_2024年法治", r"^　　（联系人：[^）]+联系电话：000-"),
    ("桐陂区_2022", r"^根据区委[^\n]{1000,}$"),  # single line
    ("云汀市南屏区_2024", r"(?s)二是.*首先是.*其次是.*第三是.*三是"),
    ("桐陂区_2023", r"^二〇二四年一月十二日$"),
]

PLACES = {  # start of the file's name: district, city, year; province is 澜江省
    "云汀市南屏区_2023": ("南屏区", "云汀市", 2023),
    "云汀市南屏区_2024": ("南屏区", "云汀市", 2024),
    "南屏区卫健局_2023": ("南屏区", "漪川市", 2023),
    "县卫健局2023": ("柏陂县", "鹿汀市", 2023),
    "柏陂县_2024": ("柏陂县", "鹿汀市", 2024),
    "桐陂区_2020": ("桐陂区", "漪川市", 2020),
    "桐陂区_2022": ("桐陂区", "漪川市", 2022),
    "桐陂区_2023": ("桐陂区", "漪川市", 2023),
    "桐陂区政务服务局_2023": ("桐陂区", "漪川市", 2023),
    "梧亭区_2022": ("梧亭区", "云汀市", 2022),
    "梧亭区_2023": ("梧亭区", "云汀市", 2023),
    "梧亭区_2024": ("梧亭区", "云汀市", 2024),
    "梧亭区城管执法局_2023": ("梧亭区", "云汀市", 2023),
    "清渡县_2024年政府": ("清渡县", "漪川市", 2024),
    "清渡县_2024年法治": ("清渡县", "漪川市", 2024),
    "清渡县卫健局": ("清渡县", "漪川市", 2023),
    "漪川市南屏区_2022": ("南屏区", "漪川市", 2022),
    "澜城区_2022": ("澜城区", "云汀市", 2022),
    "澜城区_2023": ("澜城区", "云汀市", 2023),
    "澜城区_2024": ("澜城区", "云汀市", 2024),
    "澜城区市场监管局_2023": ("澜城区", "云汀市", 2023),
    "白浦区_2023": ("白浦区", "云汀市", 2023),
    "白浦区_2024": ("白浦区", "云汀市", 2024),
    "白浦县_2021": ("白浦县", "云汀市", 2021),
    "石漪区_2022": ("石漪区", "鹿汀市", 2022),
    "石漪区_2023": ("石漪区", "鹿汀市", 2023),
    "石漪区_2024": ("石漪区", "鹿汀市", 2024),
}


def raw(path: Path) -> str:
    """The file's text with plain line feeds."""
    return path.read_bytes().decode(ENCODINGS.get(path.name, "utf-8")).replace("\r\n", "\n")


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def jsonl(name: str) -> list[dict]:
    return [json.loads(line) for line in (JUDGED / name).read_text(encoding="utf-8").splitlines()]


def table(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE))


def only(start: str) -> Path:
    [found] = [p for p in REPORTS if p.name.startswith(start)]
    return found


def quotes() -> list[tuple[str, str, str]]:
    """(where it is claimed, report, quote), of all judgements."""
    found = [(f"qrels {r['qid']}", r["report"], r["quote"]) for r in table(JUDGED / "qrels.tsv", "\t")]
    found += [(q["id"], e["report"], e["quote"]) for q in jsonl("questions.jsonl") for e in q["evidence"]]
    found += [(t["topic"], t["report"], t["quote"]) for t in jsonl("topics.jsonl") if t["status"] == "present"]
    return found


@pytest.fixture(scope="module")
def parsed():
    """The sample's reports by path, read as `jiejian build` reads them, with the places and corrections beside them."""
    archive = open_archive(SAMPLE)
    assert archive.doubts == ()
    gazetteer = Gazetteer.default(SAMPLE / "places.csv")
    return {f.name: parse_file(f.path, f.name, gazetteer, archive.corrections.get(f.name)) for f in archive.files}


def test_there_are_enough_reports_and_each_is_of_a_readable_length() -> None:
    assert len(REPORTS) >= 24
    assert {p.name: len(squeezed(raw(p))) for p in REPORTS if not 1000 <= len(squeezed(raw(p))) <= 2600} == {}


@pytest.mark.parametrize("path", REPORTS, ids=lambda p: p.stem)
def test_a_file_is_in_the_encoding_that_is_claimed(path: Path) -> None:
    claimed = ENCODINGS.get(path.name, "utf-8")
    data = path.read_bytes()
    marks = {"utf-16": (b"\xff\xfe", b"\xfe\xff"), "utf-8-sig": (b"\xef\xbb\xbf",)}
    assert data.startswith(marks.get(claimed, b"")) and "\ufffd" not in data.decode(claimed)
    if claimed == "gb18030":
        with pytest.raises(UnicodeDecodeError):
            data.decode("utf-8")
    if claimed == "utf-8":
        assert not data.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(("start", "pattern"), DEFECTS)
def test_a_defect_is_where_the_readme_says(start: str, pattern: str) -> None:
    assert re.search(pattern, raw(only(start)), re.MULTILINE)


def test_no_made_up_place_is_a_real_one() -> None:
    real = table(CORPUS.parent / "indexer" / "data" / "places.csv")
    ours = table(SAMPLE / "places.csv")
    assert list(ours[0]) == list(real[0])
    assert {p["name"] for p in ours} & {p["name"] for p in real} == set()
    assert {p["code"] for p in ours} & {p["code"] for p in real} == set()
    assert all(p["parent"] in {q["code"] for q in ours} for p in ours if p["level"] != "province")
    assert Counter(p["name"] for p in ours)["南屏区"] == 2


def test_no_telephone_number_could_be_anyones() -> None:
    numbers = [n for p in REPORTS for n in re.findall(r"电话[：:]\s*([\d-]+)", raw(p))]
    assert len(numbers) >= 2
    assert all(n.startswith("000") for n in numbers)


def test_the_lists_name_what_is_there_and_what_is_missing() -> None:
    names = {p.name for p in REPORTS}
    assert {r["file"] for r in table(SAMPLE / "manifest.csv")} <= names
    held = {(district, city, str(year)) for district, city, year in PLACES.values()}
    expected = {(r["district"], r["city"], r["year"]) for r in table(SAMPLE / "roster.csv")}
    assert expected - held == {("白浦区", "云汀市", "2022"), ("南屏区", "漪川市", "2024"), ("柏陂县", "鹿汀市", "2022")}


def test_every_quote_stands_in_its_report() -> None:
    texts = {p.name: squeezed(raw(p)) for p in REPORTS}
    missing = [(where, report, quote) for where, report, quote in quotes() if not quote or report not in texts]
    # A page header or number may stand inside a quote in the raw file; the parsed text decides there.
    whole = {n for n in texts if not n.startswith(("澜城区_2023", "梧亭区_2023", "石漪区_2023"))}
    missing += [q for q in quotes() if q[1] in whole and squeezed(q[2]) not in texts[q[1]]]
    assert missing == []


def test_every_quote_stands_in_the_mended_text(parsed) -> None:
    texts = {name: squeezed(report.text) for name, report in parsed.items()}
    assert [q for q in quotes() if squeezed(q[2]) not in texts[q[1]]] == []


def test_queries_are_many_of_every_kind_and_all_judged() -> None:
    queries = jsonl("queries.jsonl")
    qrels = table(JUDGED / "qrels.tsv", "\t")
    assert len(queries) == len({q["id"] for q in queries}) >= 60
    kinds = Counter(q["kind"] for q in queries)
    assert set(kinds) == {"keyword", "question", "paraphrase", "precedent", "colloquial"} and min(kinds.values()) >= 10
    assert {r["qid"] for r in qrels if r["grade"] == "2"} == {q["id"] for q in queries}
    assert {r["grade"] for r in qrels} == {"1", "2"}
    repeated = Counter((r["qid"], r["report"], r["quote"]) for r in qrels)
    assert [row for row, times in repeated.items() if times > 1] == []


def test_the_golden_questions_are_those_that_the_readme_says() -> None:
    texts = {q["id"]: q["text"] for q in jsonl("queries.jsonl") if q["kind"] in {"keyword", "question", "precedent"}}
    judged = [r for r in table(JUDGED / "qrels.tsv", "\t") if r["grade"] == "2" and r["qid"] in texts]
    ours = [Golden(texts[r["qid"]], r["report"], r["quote"]) for r in judged]
    assert read_golden(SAMPLE)[: len(ours)] == ours  # behind them stands what was marked while the sample was tried
    assert len(ours) == 124


def test_a_paraphrase_shares_no_two_characters_with_its_quotes() -> None:
    judged = table(JUDGED / "qrels.tsv", "\t")
    shared = []
    for query in (q for q in jsonl("queries.jsonl") if q["kind"] == "paraphrase"):
        pairs = {a + b for run in re.findall(r"[\u4e00-\u9fff]+", query["text"]) for a, b in pairwise(run)}
        quoted = "|".join(r["quote"] for r in judged if r["qid"] == query["id"])
        shared += [(query["id"], pair) for pair in pairs if pair in quoted]
    assert shared == []


def test_questions_have_evidence_and_traps_have_none() -> None:
    questions = jsonl("questions.jsonl")
    assert len(questions) == len({q["id"] for q in questions}) >= 30
    assert sum(q["kind"] == "abstain" for q in questions) >= 8
    for question in questions:
        if question["kind"] == "abstain":
            assert (question["answer"], question["evidence"]) == ("", []), question["id"]
        else:
            assert question["answer"], question["id"]
            assert len(question["evidence"]) == 1 if question["kind"] == "single" else len(question["evidence"]) >= 2


def test_an_answers_figures_stand_in_its_evidence() -> None:
    for question in jsonl("questions.jsonl"):
        told = " ".join(e["report"] + e["quote"] for e in question["evidence"])
        assert [n for n in re.findall(r"\d+(?:\.\d+)?", question["answer"]) if n not in told] == [], question["id"]


def test_topics_cover_every_report_and_absent_is_not_rare() -> None:
    cells = jsonl("topics.jsonl")
    topics = {c["topic"] for c in cells}
    assert len(topics) == 8
    assert Counter((c["topic"], c["report"]) for c in cells) == {(t, p.name): 1 for t in topics for p in REPORTS}
    assert {c["status"] for c in cells} == {"present", "absent"}
    assert sum(c["status"] == "absent" for c in cells) > len(cells) / 4


@pytest.mark.parametrize("path", REPORTS, ids=lambda p: p.stem)
def test_place_and_year_are_read(parsed, path: Path) -> None:
    [expected] = [known for start, known in PLACES.items() if path.name.startswith(start)]
    metadata = parsed[path.name].metadata
    assert (metadata.district, metadata.city, metadata.year) == expected
    assert metadata.province == "澜江省"


@pytest.mark.parametrize(
    ("start", "title"),
    [
        (
            "澜城区_2022",  # three lines
            "中共云汀市澜城区委卫生健康工作委员会云汀市澜城区卫生健康委员会关于2022年法治政府建设情况的报告",
        ),
        ("云汀市南屏区_2024", "云汀市南屏区卫生健康局关于2024年法治政府建设情况的报告"),
        ("石漪区_2022", "鹿汀市石漪区卫生健康委员会2022年工作总结和2023年工作打算"),
        ("桐陂区_2023", "漪川市桐陂区卫生健康局2023年法治政府建设情况报告"),  # printed twice, the fuller one counts
        ("清渡县_2024年政府", "政府工作报告"),  # letter-spaced
        ("梧亭区_2024", "云汀市梧亭区卫生健康局2024年法治政府建设工作报告"),  # among the furniture of a web page
    ],
)
def test_the_title_is_read(parsed, start: str, title: str) -> None:
    assert squeezed(parsed[only(start).name].metadata.title) == title


def test_the_only_warnings_tell_of_page_headers(parsed) -> None:
    assert {name: report.warnings for name, report in parsed.items() if report.warnings} == {
        only("梧亭区_2023").name: ("页眉：略去了重复 4 次的行“梧亭区2023年法治政府建设工作报告”，当作页眉",),
        only("石漪区_2023").name: ("页眉：略去了重复 3 次的行“鹿汀市石漪区卫生健康委员会文件”，当作页眉",),
    }


@pytest.mark.parametrize(
    ("start", "words"),
    [
        ("桐陂区_2020", "事后虽经补正，仍暴露出"),  # broken across a page
        ("桐陂区_2020", "全年出具法律意见53份"),
        ("桐陂区_2020", "监督员防护装备和值守补助"),
        ("澜城区_2023", "重大执法决定法制审核三项制度"),  # wrapped by hand
        ("澜城区_2023", "平均办理时间由5个工作日压缩到0.5个工作日。对326户"),  # blanks around digits
        ("梧亭区_2023", "与消防、市场监管部门共享检查结果"),  # a page header between
        ("石漪区_2023", "防护口罩佩戴、职业健康检查等知识"),
        ("云汀市南屏区_2024", "测评不称职的2人被调整"),  # a blank line after every line
    ],
)
def test_broken_text_is_mended(parsed, start: str, words: str) -> None:
    assert words in parsed[only(start).name].text


@pytest.mark.parametrize("path", sorted((JUDGED / "sections").glob("*.tsv")), ids=lambda p: p.stem)
def test_the_section_tree_is_found(parsed, path: Path) -> None:
    expected = [(int(r["level"]), r["number_as_printed"], r["title"]) for r in table(path, "\t")]
    found = [(s.level, s.number, squeezed(s.title)) for s in parsed[path.stem + ".txt"].sections]
    assert found == expected


def test_contacts_are_kept_out_of_the_body(parsed) -> None:
    bodies = {name: report.layout.body.of(report.text) for name, report in parsed.items()}
    assert [name for name, body in bodies.items() if "联系电话" in body] == []
