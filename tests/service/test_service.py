"""The service over corpus/sample: its JSON is the command line's, its addresses resolve, it is read-only and closed."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2
import pytest

from search_api import schemas
from tests.service.conftest import ROOT, Cli


def posted(http: httpx2.Client, route: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = http.post(f"/v1/{route}", json=body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


@pytest.mark.parametrize(
    ("arguments", "route", "body"),
    [
        (
            [
                "search",
                "医疗纠纷怎么调解",
                "--limit",
                "3",
                "--year",
                "2023-2024",
                "--kind",
                "成效",
                "--group",
                "district",
            ],
            "search",
            {
                "text": "医疗纠纷怎么调解",
                "limit": 3,
                "year_from": 2023,
                "year_to": 2024,
                "kind": ["成效"],
                "group": "district",
            },
        ),
        (
            ["compare", "普法宣传", "--year", "2024"],
            "compare",
            {"topic": "普法宣传", "year_from": 2024, "year_to": 2024},
        ),
        (["ask", "医疗纠纷怎么调解"], "ask", {"text": "医疗纠纷怎么调解"}),
    ],
)
def test_command_line_and_service_say_the_same(
    arguments: list[str], route: str, body: dict[str, Any], here: Cli, http: httpx2.Client, sample_settings: Any
) -> None:
    done = here(*arguments, "--index", sample_settings.index, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == posted(http, route, body)


def test_batch_says_what_single_calls_say(here: Cli, http: httpx2.Client, sample_settings: Any, tmp_path: Path) -> None:
    texts = {"a": "医疗纠纷怎么调解", "b": "执法人员培训", "c": "公共场所监督"}
    file = tmp_path / "batch.jsonl"
    file.write_text("".join(json.dumps({"id": key, "text": text}) + "\n" for key, text in texts.items()), "utf-8")
    done = here("search", "--batch", file, "--limit", "2", "--index", sample_settings.index, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert answers == [{"id": key, **posted(http, "search", {"text": t, "limit": 2})} for key, t in texts.items()]


def test_parse_says_what_the_index_holds(cli: Cli, http: httpx2.Client) -> None:
    """The archive's manifest.csv may correct metadata; text and sections come from the file alone."""
    path = "澜城区_2024年法治政府建设情况报告.txt"
    done = cli("parse", ROOT / "corpus" / "sample" / path, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    parsed = json.loads(done.stdout)
    held = http.get(f"/v1/reports/{path}").json()
    assert set(parsed) == {"report", "sections", "text", "warnings", "replaced_by"}
    assert (parsed["text"], parsed["sections"]) == (held["text"], held["sections"])
    assert parsed["report"]["path"] == path


def test_status_in_words(here: Cli, sample_settings: Any) -> None:
    done = here("status", "--index", sample_settings.index)
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["索引", "建于", "模型", "收录", "未收录", "版本"]


def test_addresses_from_search_resolve(http: httpx2.Client) -> None:
    hits = posted(http, "search", {"text": "医疗纠纷怎么调解", "limit": 20})["hits"]
    assert len(hits) == 20
    for hit in hits:
        found = http.get(f"/v1/address/{hit['address']}").json()
        assert (found["report"], found["start"], found["stop"]) == (hit["report"], hit["start"], hit["stop"])
        assert (found["text"], found["moved"]) == (hit["text"], False)
        held = http.get(f"/v1/reports/{hit['report']}").json()
        assert held["text"][hit["start"] : hit["stop"]] == hit["text"]


@pytest.mark.parametrize("mode", ["hybrid", "meaning", "words", "exact"])
@pytest.mark.parametrize("group", ["none", "report", "district"])
def test_filters_hold_in_every_mode_and_group(mode: str, group: str, http: httpx2.Client) -> None:
    body = {
        "text": "普法",
        "mode": mode,
        "group": group,
        "limit": 5,
        "year_from": 2023,
        "year_to": 2023,
        "kind": ["成效"],
    }
    found = posted(http, "search", body)
    hits = found["hits"] if group == "none" else [hit for entry in found["groups"] for hit in entry["hits"]]
    assert hits
    assert {(hit["year"], hit["kind"]) for hit in hits} == {(2023, "成效")}
    assert len(found["hits" if group == "none" else "groups"]) <= 5


def test_facets_count_the_reports_that_the_archive_lists(http: httpx2.Client) -> None:
    reports = http.get("/v1/archive").json()["reports"]
    facets = http.get("/v1/facets").json()
    for facet in facets["district"]:
        assert facet["reports"] == sum(report["district"] == facet["value"] for report in reports)
    narrowed = http.get("/v1/facets", params={"year_from": 2024, "year_to": 2024}).json()
    assert [facet["value"] for facet in narrowed["year"]] == ["2024"]


def test_compare_has_a_cell_for_every_report(http: httpx2.Client) -> None:
    reports = {report["path"] for report in http.get("/v1/archive").json()["reports"]}
    cells = posted(http, "compare", {"topic": "医疗纠纷调解"})["cells"]
    assert {cell["report"] for cell in cells if cell["report"]} == reports


def test_many_at_once_get_what_each_asked(http: httpx2.Client) -> None:
    texts = ["医疗纠纷", "普法宣传", "执法培训", "公共场所监督"]
    alone = [posted(http, "search", {"text": text}) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda text: posted(http, "search", {"text": text}), texts * 4))
    assert together == alone * 4


@pytest.mark.parametrize(
    ("method", "path", "status", "kind"),
    [
        ("GET", "/v1/nothing", 404, "not-found"),
        ("GET", "/docs", 404, "not-found"),  # both pages of FastAPI load scripts from outside
        ("GET", "/redoc", 404, "not-found"),
        ("GET", "/v1/search", 405, "method"),
        ("POST", "/v1/status", 405, "method"),
        ("DELETE", "/v1/archive", 405, "method"),
        ("OPTIONS", "/v1/search", 405, "method"),  # a browser's question whether another site may ask
        ("GET", "/v1/reports/没有.txt", 404, "not-found"),
        ("GET", "/v1/reports/../../pyproject.toml", 404, "not-found"),
        ("GET", "/v1/reports/%2Fetc%2Fpasswd", 404, "not-found"),
        ("GET", "/v1/address/nonsense", 404, "not-found"),
        ("GET", "/v1/address/0000000000000000-1-2-0000000000000000", 404, "not-found"),
        ("GET", "/v1/facets?year=2024", 422, "query"),
        ("GET", "/v1/facets?year_from=x", 422, "query"),
        ("GET", "/v1/facets?year_from=2024&year_to=2021", 422, "query"),
    ],
)
def test_other_requests_are_problems(method: str, path: str, status: int, kind: str, http: httpx2.Client) -> None:
    answer = http.request(method, path, headers={"origin": "http://elsewhere.example"})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    problem = schemas.Problem.model_validate(answer.json())
    assert (problem.status, problem.type) == (status, f"urn:jiejian:{kind}")
    assert problem.detail
    assert problem.cure
    assert not any(name.startswith("access-control") for name in answer.headers)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'"text"', b"null", b"\xff\xfe", b'{"text": NaN}'])
def test_a_body_that_is_no_request_is_a_problem(content: bytes, http: httpx2.Client) -> None:
    answer = http.post("/v1/search", content=content, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert answer.json()["cure"]
