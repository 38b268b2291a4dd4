"""Ruled tables: which cell of a grid of lines a piece of print stands in, cells that were merged as one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indexer.read.paged.lines import Line, Piece, to_lines

_THIN = 3.0  # points: a thicker shape is no rule but an area
_SHORT = 8.0  # points: a shorter one is part of a letter
_TOUCH = 3.0  # points: ends that near meet
_MOST_RULES = 4000  # of a page: a drawing has more


@dataclass(frozen=True, slots=True)
class Rule:
    """A drawn line or the edge of an area, upright or level, in points from the page's upper left corner."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def is_level(self) -> bool:
        """Whether it runs across the page."""
        return self.right - self.left > self.bottom - self.top


def rules_of(boxes: Iterable[tuple[float, float, float, float]]) -> list[Rule]:
    """The rules that shapes draw, given as left, top, right, bottom: thin ones as they are, areas by their edges."""
    rules: list[Rule] = []
    for left, top, right, bottom in boxes:
        wide, high = right - left, bottom - top
        if max(wide, high) < _SHORT:
            continue
        if min(wide, high) <= _THIN:
            rules.append(Rule(left, top, right, bottom))
        else:
            rules += [Rule(left, top, right, top), Rule(left, bottom, right, bottom)]
            rules += [Rule(left, top, left, bottom), Rule(right, top, right, bottom)]
        if len(rules) > _MOST_RULES:
            return []
    return rules


@dataclass(frozen=True, slots=True)
class Grid:
    """The places of a table's upright and level rules, and the rules themselves."""

    columns: tuple[float, ...]
    rows: tuple[float, ...]
    rules: tuple[Rule, ...]

    def holds(self, piece: Piece) -> bool:
        """Whether `piece` stands within the table's outer rules."""
        x, y = (piece.left + piece.right) / 2, (piece.top + piece.bottom) / 2
        return self.columns[0] < x < self.columns[-1] and self.rows[0] < y < self.rows[-1]


def grids(rules: Sequence[Rule]) -> list[Grid]:
    """The tables of a page: rules that meet, with at least two columns and two level rules."""
    found = []
    for group in _meeting(rules):
        columns = _places(rule.left for rule in group if not rule.is_level)
        rows = _places(rule.top for rule in group if rule.is_level)
        if len(columns) >= 3 and len(rows) >= 2:
            found.append(Grid(columns, rows, tuple(group)))
    return found


def _meeting(rules: Sequence[Rule]) -> list[list[Rule]]:
    groups: list[list[Rule]] = []
    for rule in rules:
        near = [g for g in groups if any(_meet(rule, other) for other in g)]
        groups = [g for g in groups if g not in near]
        groups.append([rule, *(other for g in near for other in g)])
    return groups


def _meet(one: Rule, other: Rule) -> bool:
    return (
        one.left <= other.right + _TOUCH
        and other.left <= one.right + _TOUCH
        and one.top <= other.bottom + _TOUCH
        and other.top <= one.bottom + _TOUCH
    )


def _places(values: Iterable[float]) -> tuple[float, ...]:
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > _TOUCH:
            kept.append(value)
    return tuple(kept)


def row_lines(grid: Grid, pieces: Sequence[Piece]) -> list[Line]:
    """The table's rows as lines, top down, their cells parted by tabs; the words of a cell in one, however wrapped."""
    cells: dict[tuple[int, int], list[Piece]] = defaultdict(list)
    for piece in pieces:
        cells[_cell(grid, piece)].append(piece)
    rows: dict[int, dict[int, list[Line]]] = defaultdict(dict)
    for (row, column), inside in cells.items():
        if lines := to_lines(inside):
            rows[row][column] = lines
    return [_row(rows[number]) for number in sorted(rows)]


def _row(cells: dict[int, list[Line]]) -> Line:
    lines = [line for column in sorted(cells) for line in cells[column]]
    text = "\t".join("".join(line.text for line in cells[column]) for column in sorted(cells))
    return Line(
        text,
        min(line.left for line in lines),
        min(line.top for line in lines),
        max(line.right for line in lines),
        max(line.bottom for line in lines),
        lines[0].em,
        row=True,
    )


def _cell(grid: Grid, piece: Piece) -> tuple[int, int]:
    """The row and column of the upper left corner of the cell around `piece`, merged bands counted as one."""
    x, y = (piece.left + piece.right) / 2, (piece.top + piece.bottom) / 2
    column = sum(place < x for place in grid.columns) - 1
    row = sum(place < y for place in grid.rows) - 1
    while column > 0 and not _is_ruled(grid, grid.columns[column], y, level=False):
        column -= 1
    while row > 0 and not _is_ruled(grid, x, grid.rows[row], level=True):
        row -= 1
    return row, column


def _is_ruled(grid: Grid, x: float, y: float, *, level: bool) -> bool:
    return any(
        rule.is_level == level
        and rule.left - _TOUCH <= x <= rule.right + _TOUCH
        and rule.top - _TOUCH <= y <= rule.bottom + _TOUCH
        for rule in grid.rules
    )
