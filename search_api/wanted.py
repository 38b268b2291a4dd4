"""What a query asks for: its text checked, its content words, the places and years that it names."""

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from indexer.errors import QueryError
from indexer.places.gazetteer import Gazetteer, Mention
from indexer.tokens import Tokenizer, fold, is_word_character
from search_api.schemas import MAX_QUERY_CHARACTERS

_ONE = r"(?<![\d.])((?:19|20)\d\d)"
_YEARS = re.compile(
    rf"{_ONE}年?度?\s*(?:至|到|[-—–~～])\s*((?:19|20)\d\d)年度?|{_ONE}(?:年度?(?!远景|[以之]前)|(?=\s|$))"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A query made ready: `text` as typed, trimmed, with the `places` and `years` that it names.

    `matter` is the text without them, what the meaning leg looks for; `content` is the matter without function words,
    what the word leg looks for. Where nothing would be left, the text stands.
    """

    text: str
    matter: str
    content: str
    places: tuple[Mention, ...] = ()
    years: tuple[int, ...] = ()
    ranged: bool = False  # the years were given as a range: those that are held will do


@dataclass(frozen=True, slots=True)
class QueryReader:
    """Reads queries with one archive's words and places."""

    tokenizer: Tokenizer
    gazetteer: Gazetteer

    def read(self, text: str, field: str = "text") -> Wanted:
        """Check and prepare what the user typed; `field` is what an error names.

        Raises:
            QueryError: nothing that could be searched for is left, or the text is too long.
        """
        trimmed = _checked(text, field)
        mentions = tuple(self.gazetteer.find(trimmed))
        years = list(_YEARS.finditer(fold(trimmed)))
        bare = _blanked(fold(trimmed), [(m.start, m.stop) for m in mentions] + [y.span() for y in years])
        content = self.content_of(bare)
        if not _has_words(content):
            content = self.content_of(fold(trimmed))
            bare = fold(trimmed)
        if not _has_words(content):
            raise QueryError(f"“{trimmed}”里都是虚词，没有可检索的内容", "请加上要找的事项，如“医疗纠纷调解”", field)
        return Wanted(trimmed, bare.strip(), content, mentions, _listed(years), any(y.group(2) for y in years))

    def content_of(self, text: str) -> str:
        """`text` with its function words blanked out."""
        stops = _stop_words()
        words = self.tokenizer.words(text)
        return _blanked(text, [(start, stop) for word, start, stop in words if word in stops])


def _listed(found: list[re.Match[str]]) -> tuple[int, ...]:
    """The years, in the order in which they are named; a range gives all of its own."""
    years: list[int] = []
    for one in found:
        first, last = int(one.group(1) or one.group(3)), int(one.group(2) or one.group(1) or one.group(3))
        years += range(min(first, last), max(first, last) + 1)
    return tuple(years)


def _checked(text: str, field: str) -> str:
    trimmed = text.strip()
    if len(trimmed) > MAX_QUERY_CHARACTERS:
        raise QueryError(f"检索内容有 {len(trimmed)} 字，最多 {MAX_QUERY_CHARACTERS} 字", "请只留关键的词句", field)
    if not trimmed:
        raise QueryError("没有输入检索内容", "请输入要找的事项，如“医疗纠纷调解”", field)
    if not _has_words(trimmed):
        raise QueryError("检索内容里只有标点或符号", "请输入要找的事项，如“医疗纠纷调解”", field)
    return trimmed


def _has_words(text: str) -> bool:
    return any(map(is_word_character, text))


def _blanked(text: str, ranges: list[tuple[int, int]]) -> str:
    letters = list(text)
    for start, stop in ranges:
        letters[start:stop] = " " * (stop - start)
    return "".join(letters)


@cache
def _stop_words() -> frozenset[str]:
    text = resources.files("search_api.data").joinpath("stopwords.txt").read_text(encoding="utf-8")
    return frozenset(text.split())
