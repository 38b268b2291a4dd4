"""Which files of the archive are looked at, in what order: what the address of 档案 says, and what it leaves."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from search_api.schemas import FileOut, RosterCellOut, State
from ui.links import Params, address

Column = Literal["verdict", "name", "format", "place", "year", "characters", "passages", "sure"]
FILES, PLACES = 50, 100  # rows of one page of the list, and of the roster

_STATES: tuple[State, ...] = get_args(State)
_COLUMNS: tuple[Column, ...] = get_args(Column)
_GRAVEST_FIRST = ("拒收", "存疑", "收录")
_SURE_FIELDS = ("title", "district", "year")  # what a report is found by
_MOST = 100_000

_Key = str | int | float | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class View:
    """What is shown of the archive: files of one verdict, with some words, in an order; `page` counts from 1."""

    show: State | None = None
    find: str = ""
    sort: Column = "verdict"
    down: bool = False  # from the greatest
    page: int = 1
    roster: int = 1  # the page of the roster

    @property
    def narrowed(self) -> bool:
        """Whether some files are left out."""
        return self.show is not None or self.find != ""

    def href(self) -> str:
        """The relative address of 档案 with this view."""
        return address("archive", self.params())

    def params(self) -> list[tuple[str, str]]:
        """The query parameters, those that are as they are anyhow left out."""
        sort = f"{'-' if self.down else ''}{self.sort}"
        pairs = [("show", self.show or ""), ("find", self.find), ("sort", "" if sort == "verdict" else sort)]
        pages = [("p", self.page), ("rows", self.roster)]
        return [(k, v) for k, v in pairs if v] + [(k, str(n)) for k, n in pages if n > 1]


def browsed(params: Params) -> View:
    """What the query parameters ask to see; an unknown value is left out, so that an old link still opens."""
    show, sort = _one(params, "show"), _one(params, "sort")
    column = sort.removeprefix("-")
    known = column in _COLUMNS
    return View(
        show=show if show in _STATES else None,
        find=_one(params, "find").strip(),
        sort=column if known else "verdict",  # type: ignore[arg-type]
        down=known and sort.startswith("-"),
        page=_page(_one(params, "p")),
        roster=_page(_one(params, "rows")),
    )


def file_href(path: str) -> str:
    """The relative address of what was found out about the file at `path`."""
    return address("archive", [("file", path)])


def selected(files: Iterable[FileOut], view: View) -> list[FileOut]:
    """The files of `view`, all pages of them, in its order: what has no value last, equal ones by name."""
    found = sorted((f for f in files if _wanted(f, view)), key=lambda f: f.path)
    key = _KEYS[view.sort]
    known = sorted((f for f in found if key(f) is not None), key=key, reverse=view.down)  # type: ignore[arg-type]
    return known + [f for f in found if key(f) is None]


def cells_with(cells: Iterable[RosterCellOut], find: str) -> list[RosterCellOut]:
    """The cells whose place or year has all the words of `find`; all of them where none has."""
    every = list(cells)
    return [c for c in every if _has(find, [*_place(c), str(c.year)])] or every


def sureness(file: FileOut) -> float | None:
    """How sure the least sure of these is: recognised text, title, place, year; None of a file that was not read."""
    told = [e.confidence for e in file.evidence if e.field in _SURE_FIELDS]
    recognised = [] if file.confidence is None else [file.confidence]
    return min([*told, *recognised], default=None)


def _wanted(file: FileOut, view: View) -> bool:
    if view.show not in (None, file.verdict):
        return False
    told = [file.path, file.title or "", *_place(file), str(file.year or ""), file.format_name, file.genre or ""]
    return _has(view.find, [*told, *(f.reason for f in file.findings)])


def _has(find: str, told: Sequence[str]) -> bool:
    words = "\n".join(told).casefold()
    return all(word in words for word in find.casefold().split())


def _place(of: FileOut | RosterCellOut) -> tuple[str, ...]:
    return (of.province or "", of.city or "", of.district or "")


_KEYS: Mapping[Column, Callable[[FileOut], _Key]] = {
    "verdict": lambda f: _GRAVEST_FIRST.index(f.verdict),
    "name": lambda f: f.path,
    "format": lambda f: f.format_name if f.format else None,
    "place": lambda f: _place(f) if any(_place(f)) else None,
    "year": lambda f: f.year,
    "characters": lambda f: f.characters or None,
    "passages": lambda f: f.passages or None,
    "sure": sureness,
}


def _page(text: str) -> int:
    return min(int(text), _MOST) if text.isascii() and text.isdecimal() and len(text) <= 6 and int(text) else 1


def _one(params: Params, name: str) -> str:
    values = params.get(name, ())
    return values[-1] if values else ""
