"""The OpenAPI document: its examples are valid requests and are run, its errors are problem details."""

import re
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from search_api.engine import Engine
from search_api.schemas import AskResponse, CompareResponse, Schema, SearchResponse
from search_api.service.app import create_app
from search_api.service.routes import COMPARISONS, QUESTIONS, SEARCHES, XLSX


def no_engine() -> Engine:
    raise NotImplementedError("the document needs no index")


DOCUMENT: dict[str, Any] = create_app(no_engine).openapi()
EXAMPLES = {
    "search": (SEARCHES, SearchResponse),
    "compare": (COMPARISONS, CompareResponse),
    "ask": (QUESTIONS, AskResponse),
}


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_it_lists_the_routes_of_the_contract() -> None:
    assert {(path, method) for path, method, _ in operations()} == {
        ("/v1/health", "get"),
        ("/v1/status", "get"),
        ("/v1/search", "post"),
        ("/v1/compare", "post"),
        ("/v1/ask", "post"),
        ("/v1/facets", "get"),
        ("/v1/archive", "get"),
        ("/v1/intake.xlsx", "get"),
        ("/v1/intake/{path}", "get"),
        ("/v1/reports/{path}", "get"),
        ("/v1/address/{address}", "get"),
        ("/v1/maintenance", "get"),
        ("/v1/maintenance/files", "get"),
        ("/v1/maintenance/files/{path}", "put"),
        ("/v1/maintenance/files/{path}", "delete"),
        ("/v1/maintenance/build", "post"),
        ("/v1/maintenance/publish", "post"),
        ("/v1/maintenance/rollback", "post"),
        ("/v1/maintenance/job", "delete"),
        ("/v1/maintenance/history", "get"),
        ("/v1/maintenance/words", "get"),
        ("/v1/maintenance/words", "put"),
        ("/v1/maintenance/words/check", "post"),
        ("/v1/maintenance/words/preview", "post"),
        ("/v1/maintenance/golden/marked", "post"),
        ("/v1/maintenance/golden", "post"),
    }


def test_every_operation_has_a_chinese_summary_and_a_described_answer() -> None:
    for path, _, operation in operations():
        assert re.search(r"[\u4e00-\u9fff]", operation["summary"]), path
        kind = XLSX if path.endswith(".xlsx") else "application/json"
        done = operation["responses"]["202" if "202" in operation["responses"] else "200"]  # 202: a job has begun
        assert list(done["content"]) == [kind], path
        assert done["content"][kind]["schema"], path


def test_every_error_is_a_problem() -> None:
    for path, _, operation in operations():
        for status, response in operation["responses"].items():
            if status >= "400":
                assert response["content"] == {
                    "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
                }, (path, status)
    assert "HTTPValidationError" not in DOCUMENT["components"]["schemas"]


@pytest.mark.parametrize("route", EXAMPLES)
def test_each_question_has_examples(route: str) -> None:
    body = DOCUMENT["paths"][f"/v1/{route}"]["post"]["requestBody"]["content"]["application/json"]
    assert body["examples"] == EXAMPLES[route][0]


@pytest.mark.parametrize(("route", "name"), [(route, name) for route, (shown, _) in EXAMPLES.items() for name in shown])
def test_the_examples_run(route: str, name: str, http: httpx2.Client) -> None:
    shown, response = EXAMPLES[route]
    answer = http.post(f"/v1/{route}", json=shown[name]["value"])
    assert answer.status_code == 200, answer.text
    kind: type[Schema] = response
    assert kind.model_validate(answer.json()).model_dump(mode="json") == answer.json()


def test_the_service_hands_it_out(http: httpx2.Client) -> None:
    assert http.get("/openapi.json").json() == DOCUMENT
