"""The client against a transport that answers as a service may: well, badly, or not at all."""

import json
from collections.abc import Callable

import httpx2
import pytest

from indexer.settings import Settings
from search_api.schemas import AskRequest, Filters, Problem, SearchRequest
from tests.ui.made import hit
from ui.client import Client, ServiceError
from ui.settings import PageSettings

Answer = Callable[[httpx2.Request], httpx2.Response]


def client(answer: Answer) -> Client:
    return Client(httpx2.Client(base_url="http://service", transport=httpx2.MockTransport(answer)))


def failing(error: Exception) -> Answer:
    def answer(request: httpx2.Request) -> httpx2.Response:
        raise error

    return answer


def test_a_search_goes_out_as_json_and_comes_back_typed() -> None:
    seen: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, json={"query": "调解", "hits": [hit().model_dump(mode="json")]})

    found = client(answer).search(SearchRequest(text="调解", district=["云岭区"]))
    assert found.hits == [hit()]
    assert (seen[0].method, seen[0].url.path) == ("POST", "/v1/search")
    sent = json.loads(seen[0].content)
    assert (sent["text"], sent["district"]) == ("调解", ["云岭区"])


@pytest.mark.parametrize(
    ("call", "target"),
    [
        (lambda c: c.report("2023/云岭区 #1?.txt"), "/v1/reports/2023/%E4%BA%91%E5%B2%AD%E5%8C%BA%20%231%3F.txt"),
        (lambda c: c.address("ab/12"), "/v1/address/ab%2F12"),
        (lambda c: c.file("包.zip/甲 #1.docx"), "/v1/intake/%E5%8C%85.zip/%E7%94%B2%20%231.docx"),
        (lambda c: c.workbook(), "/v1/intake.xlsx"),
        (lambda c: c.archive(), "/v1/archive"),
        (lambda c: c.status(), "/v1/status"),
        (
            lambda c: c.facets(Filters(kind=["成效"], year_from=2021)),
            "/v1/facets?year_from=2021&kind=%E6%88%90%E6%95%88",
        ),
        (lambda c: c.facets(Filters()), "/v1/facets"),
    ],
)
def test_what_is_fetched_from_where(call, target) -> None:
    seen: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.url.raw_path.decode())
        return httpx2.Response(500)

    with pytest.raises(ServiceError):
        call(client(answer))
    assert seen == [target]


def test_a_problem_is_passed_on_with_its_cure() -> None:
    problem = Problem(
        type="urn:x", title="请求有误", status=422, detail="只有标点", cure="请输入要找的事项", field="text"
    )
    with pytest.raises(ServiceError) as caught:
        client(lambda _: httpx2.Response(422, json=problem.model_dump())).ask(AskRequest(text="？！"))
    error = caught.value
    assert (error.title, error.detail, error.cure, error.status) == ("请求有误", "只有标点", "请输入要找的事项", 422)


@pytest.mark.parametrize(
    ("answer", "title", "cure"),
    [
        (failing(httpx2.ConnectError("refused")), "连不上检索服务", "jiejian serve"),
        (failing(httpx2.ReadError("reset")), "连不上检索服务", "jiejian serve"),
        (failing(httpx2.ReadTimeout("slow")), "检索服务没有及时回答", "缩小筛选范围"),
        # Something else listens there, or a proxy answers for it.
        (lambda _: httpx2.Response(502, text="<html>Bad Gateway</html>"), "检索服务出错了", "维护人员"),
        (lambda _: httpx2.Response(200, text="<html>hello</html>"), "看不懂服务的回答", "同一版本"),
        (lambda _: httpx2.Response(200, json={"query": "x", "newer": 1}), "看不懂服务的回答", "同一版本"),
    ],
)
def test_every_failure_says_what_to_do(answer, title, cure) -> None:
    with pytest.raises(ServiceError) as caught:
        client(answer).search(SearchRequest(text="调解"))
    assert caught.value.title == title
    assert cure in caught.value.cure


def test_nobody_listens() -> None:
    with pytest.raises(ServiceError) as caught:
        Client.at("http://127.0.0.1:9").status()
    assert caught.value.title == "连不上检索服务"
    assert "127.0.0.1:9" in caught.value.detail


def test_the_page_and_the_service_have_the_same_defaults() -> None:
    page, service = PageSettings(), Settings()
    assert (page.host, page.port, page.api) == (service.host, service.page_port, service.api)


def test_the_page_reads_the_variables_of_the_settings() -> None:
    given = {"JIEJIAN_HOST": "0.0.0.0", "JIEJIAN_PAGE_PORT": "9000", "JIEJIAN_API": "http://10.0.0.8:8710/"}
    assert PageSettings.read(given) == PageSettings("0.0.0.0", 9000, "http://10.0.0.8:8710")


@pytest.mark.parametrize("port", ["", "0", "65536", "八千", "-1", "８０８０"])
def test_a_wrong_port_is_refused_in_chinese(port) -> None:
    with pytest.raises(ValueError, match="端口应是 1 到 65535"):
        PageSettings.read({"JIEJIAN_PAGE_PORT": port})
