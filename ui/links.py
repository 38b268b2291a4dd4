"""Addresses of the page: what was asked, as query parameters that can be sent to a colleague, and back.

All pages are at one path and `page` names them: opened at any other path, Streamlit's script first asks for its server
below that path, which fails, and the browser reports an error.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args
from urllib.parse import urlencode

from pydantic import ValidationError

from search_api.schemas import Filters, Kind, Mode

Page = Literal["search", "compare", "ask", "report", "archive", "maintain", "words"]
PAGES: tuple[Page, ...] = get_args(Page)

_KINDS: tuple[str, ...] = get_args(Kind)
_MODES: tuple[str, ...] = get_args(Mode)
_LISTS = ("province", "city", "district", "kind", "genre", "report")
_YEARS = (1949, 2100)
GROUPS = 10
MOST_GROUPS = 200

Params = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader asked: the text, the filters and how to match."""

    text: str = ""
    filters: Filters = field(default_factory=Filters)
    mode: Mode = "hybrid"
    groups: int = GROUPS  # how many cards
    nearest: bool = False  # whether the sentence of each passage that is nearest in meaning is looked for

    def href(self, page: Page) -> str:
        """The relative address of `page` with this question in it."""
        return address(page, self.params())

    def params(self) -> list[tuple[str, str]]:
        """Query parameters, defaults left out; `asked(...)` reads them back."""
        pairs = [("q", self.text)] if self.text else []
        for name in _LISTS:
            pairs += [(name, value) for value in getattr(self.filters, name)]
        if self.filters.year_from is not None or self.filters.year_to is not None:
            pairs.append(("year", f"{self.filters.year_from or ''}-{self.filters.year_to or ''}"))
        if self.mode != "hybrid":
            pairs.append(("mode", self.mode))
        if self.groups != GROUPS:
            pairs.append(("n", str(self.groups)))
        if self.nearest:
            pairs.append(("near", "1"))
        return pairs


def asked(params: Params) -> Asked:
    """What the query parameters ask; an unknown value is left out, so that an old or mistyped link still opens."""
    lists = {name: [v for v in params.get(name, ()) if v and (name != "kind" or v in _KINDS)] for name in _LISTS}
    first, last = _years(_one(params, "year"))
    mode = _one(params, "mode")
    try:
        filters = Filters.model_validate({**lists, "year_from": first, "year_to": last})
    except ValidationError:
        filters = Filters()
    groups = _number(_one(params, "n"), 1, MOST_GROUPS) or GROUPS
    known: Mode = mode if mode in _MODES else "hybrid"  # type: ignore[assignment]
    return Asked(_one(params, "q").strip(), filters, known, groups, _one(params, "near") == "1")


def address(page: Page, pairs: Iterable[tuple[str, str]] = ()) -> str:
    """The relative address of `page` with these query parameters."""
    query = urlencode([*([("page", page)] if page != "search" else []), *pairs])
    return f"./?{query}" if query else "./"


def page_of(params: Params) -> Page:
    """The page that the query parameters name; 检索 where they name none, or one that there is not."""
    name = _one(params, "page")
    return name if name in PAGES else "search"


def span_at(text: str) -> tuple[int, int] | None:
    """The span that `at=start-stop` names, or None when it names none."""
    start, dash, stop = text.partition("-")
    if not (dash and start.isascii() and stop.isascii() and start.isdecimal() and stop.isdecimal()):
        return None
    return (int(start), int(stop)) if int(start) < int(stop) else None


def _one(params: Params, name: str) -> str:
    values = params.get(name, ())
    return values[-1] if values else ""


def _years(text: str) -> tuple[int | None, int | None]:
    """`2021-2024`, `2021-`, `-2024` or `2024`."""
    first, dash, last = text.partition("-")
    low, high = _year(first), _year(last if dash else first)
    return (low, high) if low is None or high is None or low <= high else (high, low)


def _year(text: str) -> int | None:
    return _number(text, *_YEARS)


def _number(text: str, low: int, high: int) -> int | None:
    if not (text.isascii() and text.isdecimal() and len(text) <= 4):
        return None
    return int(text) if low <= int(text) <= high else None
