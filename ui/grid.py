"""A table of places and years in a box that scrolls."""

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape

from search_api.schemas import Cell, RosterCellOut

UNDATED = "年度未定"
Place = tuple[str, str, str]  # province, city, name of the row


def place_of(of: Cell | RosterCellOut) -> Place:
    """Province, city and the name that a row goes by: the smallest division that is known."""
    return (of.province or "", of.city or "", of.district or of.city or of.province or "区划未定")


def grid(marks: Mapping[tuple[Place, str], Sequence[str]], caption: str) -> str:
    """Places x years, the latest first; districts of one name have their city behind it. `marks` are HTML."""
    places = list(dict.fromkeys(place for place, _ in marks))
    years = sorted({year for _, year in marks}, key=lambda year: (year != UNDATED, year), reverse=True)
    names = Counter(place[-1] for place in places)
    head = "".join(f'<th scope="col">{escape(year)}</th>' for year in years)
    body = "".join(
        f'<tr><th scope="row">{_name(place, names[place[-1]] > 1)}</th>'
        + "".join(f"<td>{''.join(marks.get((place, year), ['<i>·</i>']))}</td>" for year in years)
        + "</tr>"
        for place in places
    )
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{caption}"><table class="grid">'
        f'<caption>{caption}</caption><thead><tr><th scope="col">区县</th>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _name(place: Place, ambiguous: bool) -> str:
    city = f'<span class="above">{escape(place[1] or place[0])}</span>' if ambiguous else ""
    return escape(place[-1]) + city
