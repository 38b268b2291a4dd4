"""The service, as the page sees it: one method a route, typed answers, failures in Chinese with what to do next."""

from typing import Literal, TypeVar
from urllib.parse import quote

import httpx2
from pydantic import BaseModel, ValidationError

from search_api.schemas import (
    AddressResponse,
    ArchiveResponse,
    AskRequest,
    AskResponse,
    CompareRequest,
    CompareResponse,
    FacetsResponse,
    FileResponse,
    Filters,
    Problem,
    ReportResponse,
    SearchRequest,
    SearchResponse,
    StatusResponse,
)
from search_api.schemas.maintenance import (
    BuildOrder,
    HeldResponse,
    Job,
    MaintenanceResponse,
    PublishOrder,
    RemovalResponse,
    RollbackOrder,
    UploadResponse,
    Work,
)
from search_api.schemas.publication import HistoryResponse
from search_api.schemas.words import (
    CheckResponse,
    MarkedRequest,
    MarkedResponse,
    MarkOrder,
    PreviewRequest,
    PreviewResponse,
    SaveWords,
    WordLists,
    WordsResponse,
)

SECONDS = 60.0  # a comparison over a large archive takes its time
CONNECT_SECONDS = 3.0
PREVIEW_SECONDS = 900.0  # a new dictionary has every passage cut anew

_HEADER = {"x-jiejian-maintenance": "1"}  # no other site's page can send it

Answer = TypeVar("Answer", bound=BaseModel)


class ServiceError(Exception):
    """The service did not answer, or answered that it cannot; `title`, `detail` and `cure` are Chinese.

    `status` is the HTTP status, 0 when there was no answer at all.
    """

    def __init__(self, title: str, detail: str, cure: str, status: int = 0) -> None:
        super().__init__(f"{title}：{detail}")
        self.title = title
        self.detail = detail
        self.cure = cure
        self.status = status


_TELL = "请稍后再试；若一直如此，请告诉维护人员"


class Client:
    """Speaks HTTP with the service; `http` has its address (and may be the application itself, in tests)."""

    def __init__(self, http: httpx2.Client) -> None:
        self._http = http

    @classmethod
    def at(cls, api: str) -> "Client":
        """A client of the service at the address `api`; proxies of the environment are not asked."""
        timeout = httpx2.Timeout(SECONDS, connect=CONNECT_SECONDS)
        return cls(httpx2.Client(base_url=api, timeout=timeout, trust_env=False))

    def search(self, request: SearchRequest) -> SearchResponse:
        """Passages that match."""
        return self._post("/v1/search", request, SearchResponse)

    def compare(self, request: CompareRequest) -> CompareResponse:
        """One topic over all reports."""
        return self._post("/v1/compare", request, CompareResponse)

    def ask(self, request: AskRequest) -> AskResponse:
        """An answer made of sentences of the reports."""
        return self._post("/v1/ask", request, AskResponse)

    def facets(self, filters: Filters) -> FacetsResponse:
        """Values of the filters with counts."""
        return self._get("/v1/facets", FacetsResponse, filters.model_dump(exclude_none=True, exclude_defaults=True))

    def archive(self) -> ArchiveResponse:
        """What is held and what is not."""
        return self._get("/v1/archive", ArchiveResponse)

    def status(self) -> StatusResponse:
        """The generation being served."""
        return self._get("/v1/status", StatusResponse)

    def report(self, path: str) -> ReportResponse:
        """A report as text with its section tree."""
        return self._get(f"/v1/reports/{quote(path, safe='/')}", ReportResponse)

    def file(self, path: str) -> FileResponse:
        """What was found out about a file of the archive, with its first page."""
        return self._get(f"/v1/intake/{quote(path, safe='/')}", FileResponse)

    def workbook(self) -> bytes:
        """What was found out about every file, as an xlsx."""
        return self._answered(self._http.build_request("GET", "/v1/intake.xlsx")).content

    def address(self, address: str) -> AddressResponse:
        """What a permanent citation points at."""
        return self._get(f"/v1/address/{quote(address, safe='')}", AddressResponse)

    def maintenance(self) -> MaintenanceResponse:
        """Whether the archive can be maintained, and how things stand."""
        return self._get("/v1/maintenance", MaintenanceResponse)

    def held(self) -> list[str]:
        """What lies in the archive, by path."""
        return self._get("/v1/maintenance/files", HeldResponse).files

    def put(self, path: str, data: bytes, *, replace: bool) -> UploadResponse:
        """A file put into the archive; a ServiceError of status 409 where another has its name."""
        kind = {"content-type": "application/octet-stream"}
        params = {"replace": "true"} if replace else {}
        where = f"/v1/maintenance/files/{quote(path, safe='/')}"
        request = self._http.build_request("PUT", where, params=params, content=data, headers=_HEADER | kind)
        return self._send(request, UploadResponse)

    def take_out(self, path: str) -> RemovalResponse:
        """A file taken out of the archive."""
        where = f"/v1/maintenance/files/{quote(path, safe='/')}"
        return self._send(self._http.build_request("DELETE", where, headers=_HEADER), RemovalResponse)

    def order(self, work: Work, order: BuildOrder | PublishOrder | RollbackOrder) -> Job:
        """A job begun."""
        body = order.model_dump(mode="json")
        return self._send(self._http.build_request("POST", f"/v1/maintenance/{work}", json=body, headers=_HEADER), Job)

    def cancel(self, what: Literal["job", "trial"] = "job") -> MaintenanceResponse:
        """The job, or the preview of other words, ended before its time."""
        request = self._http.build_request("DELETE", "/v1/maintenance/job", params={"what": what}, headers=_HEADER)
        return self._send(request, MaintenanceResponse)

    def history(self) -> HistoryResponse:
        """What became of the generations."""
        return self._get("/v1/maintenance/history", HistoryResponse)

    def words(self) -> WordsResponse:
        """The archive's own words and synonyms."""
        return self._get("/v1/maintenance/words", WordsResponse)

    def save_words(self, lists: SaveWords) -> WordsResponse:
        """Both lists, as they stand in the archive now."""
        body = lists.model_dump(mode="json")
        request = self._http.build_request("PUT", "/v1/maintenance/words", json=body, headers=_HEADER)
        return self._send(request, WordsResponse)

    def check_words(self, lists: WordLists) -> CheckResponse:
        """Which lines cannot be used."""
        return self._maintain("words/check", lists, CheckResponse)

    def preview(self, request: PreviewRequest) -> PreviewResponse:
        """What the lists would change."""
        return self._maintain("words/preview", request, PreviewResponse, PREVIEW_SECONDS)

    def marked(self, request: MarkedRequest) -> MarkedResponse:
        """Which hits are marked as golden."""
        return self._maintain("golden/marked", request, MarkedResponse)

    def mark(self, order: MarkOrder) -> MarkedResponse:
        """A hit marked as golden, or no longer."""
        return self._maintain("golden", order, MarkedResponse)

    def _maintain(self, path: str, body: BaseModel, kind: type[Answer], seconds: float = SECONDS) -> Answer:
        timeout = httpx2.Timeout(seconds, connect=CONNECT_SECONDS)
        where, sent = f"/v1/maintenance/{path}", body.model_dump(mode="json")
        return self._send(self._http.build_request("POST", where, json=sent, headers=_HEADER, timeout=timeout), kind)

    def _post(self, path: str, body: BaseModel, kind: type[Answer]) -> Answer:
        return self._send(self._http.build_request("POST", path, json=body.model_dump(mode="json")), kind)

    def _get(self, path: str, kind: type[Answer], params: dict[str, object] | None = None) -> Answer:
        return self._send(self._http.build_request("GET", path, params=params), kind)  # type: ignore[arg-type]

    def _send(self, request: httpx2.Request, kind: type[Answer]) -> Answer:
        response = self._answered(request)
        try:
            return kind.model_validate_json(response.content)
        except ValidationError as error:
            cure = "请维护人员把两者升级到同一版本后重新启动"
            raise ServiceError("看不懂服务的回答", "网页与检索服务的版本不一致", cure, 502) from error

    def _answered(self, request: httpx2.Request) -> httpx2.Response:
        try:
            response = self._http.send(request)
        except httpx2.TimeoutException as error:
            raise ServiceError("检索服务没有及时回答", "等了很久仍无结果", f"可以缩小筛选范围；{_TELL}") from error
        except httpx2.TransportError as error:
            where = f"服务地址是 {self._http.base_url}"
            raise ServiceError(
                "连不上检索服务", where, "请维护人员运行 jiejian serve 启动服务，然后刷新本页"
            ) from error
        if response.is_error:
            raise _problem(response)
        return response


def _problem(response: httpx2.Response) -> ServiceError:
    try:
        problem = Problem.model_validate_json(response.content)
    except ValidationError:
        status = response.status_code
        return ServiceError("检索服务出错了", f"服务返回状态 {status}", _TELL, status)
    return ServiceError(problem.title, problem.detail, problem.cure, problem.status)
