"""What a query asks for: its text checked, its content words, the places and years that it names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from indexer.errors import QueryError
from indexer.places.gazetteer import Gazetteer, Mention
from indexer.tokens import Tokenizer, fold, is_word_character, squeeze
from search_api.operators import consists_of_phrases, read_operators
from search_api.schemas import MAX_QUERY_CHARACTERS

_ONE = r"(?<![\d.])((?:19|20)\d\d)"
_YEARS = re.compile(
    rf"{_ONE}年?度?\s*(?:至|到|[-—–~～])\s*((?:19|20)\d\d)年度?|{_ONE}(?:年度?(?!远景|[以之]前)|(?=\s|$))"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A query made ready: `text` as typed, trimmed, with the `places` and `years` that it names.

    `matter` is the text without them, what the meaning leg looks for; `content` is the matter without function words,
    what the word leg looks for. Where nothing would be left, the text stands. Operators are in neither; `phrases` must
    stand in a passage word for word, `excluded` must not.
    """

    text: str
    matter: str
    content: str
    places: tuple[Mention, ...] = ()
    years: tuple[int, ...] = ()
    ranged: bool = False  # the years were given as a range: those that are held will do
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()  # quoted inside ordinary wording, and therefore not demanded
    verbatim: bool = False  # the whole text is wording: its phrases are all that is looked for


@dataclass(frozen=True, slots=True)
class QueryReader:
    """Reads queries with one archive's words and places."""

    tokenizer: Tokenizer
    gazetteer: Gazetteer

    def read(
        self,
        text: str,
        field: str = "text",
        *,
        phrases: Sequence[str] = (),
        exclude: Sequence[str] = (),
        verbatim: bool = False,
    ) -> Wanted:
        """Check and prepare what the user typed; `field` is what an error names.

        `phrases` and `exclude` are conditions given beside the text, as its operators are inside. When `verbatim`, the
        text is wording as a whole, quotes and all, unless it consists of quoted phrases.

        Raises:
            QueryError: nothing that could be searched for is left, the text is too long, or the conditions are not
                wording or contradict each other.
        """
        trimmed = _checked(text, field)
        told = read_operators(trimmed)
        if not _has_words(told.bare):
            raise QueryError("只写了要排除的词，没有写要找什么", "请加上要找的事项，如“医疗纠纷 -诉讼”", field)
        demanded = _wordings(phrases, "phrases") + told.phrases
        if verbatim and not consists_of_phrases(told.bare):
            demanded = (*_wordings(phrases, "phrases"), told.bare.strip())
        excluded = _wordings(exclude, "exclude") + told.excluded
        _agree(demanded, excluded)
        return replace(
            self._ranking(told.bare, trimmed, field),
            phrases=tuple(dict.fromkeys(demanded)),
            excluded=tuple(dict.fromkeys(excluded)),
            loose=told.loose,
            verbatim=verbatim,
        )

    def _ranking(self, typed: str, trimmed: str, field: str) -> Wanted:
        """What ranks: `typed` is the text without its operators, of the length of `trimmed`, the text with them."""
        mentions = tuple(self.gazetteer.find(typed))
        years = list(_YEARS.finditer(fold(typed)))
        bare = _blanked(fold(typed), [(m.start, m.stop) for m in mentions] + [y.span() for y in years])
        content = self.content_of(bare)
        if not _has_words(content):
            content = self.content_of(fold(typed))
            bare = fold(typed)
        if not _has_words(content):
            cure = "请加上要找的事项，如“医疗纠纷调解”"
            raise QueryError(f"“{typed.strip()}”里都是虚词，没有可检索的内容", cure, field)
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


def _wordings(given: Sequence[str], field: str) -> tuple[str, ...]:
    for wording in given:
        if not _has_words(wording):
            raise QueryError(f"“{wording}”里只有标点或符号", "请写出词语，如“医疗纠纷”", field)
    return tuple(wording.strip() for wording in given)


def _agree(phrases: Sequence[str], excluded: Sequence[str]) -> None:
    """See that no phrase holds what is excluded: nothing could have it."""
    for phrase in phrases:
        for wording in excluded:
            if squeeze(wording) in squeeze(phrase):
                raise QueryError(
                    f"既要写有“{phrase}”，又要排除“{wording}”，没有段落能同时满足", "请去掉其中一个条件", "exclude"
                )


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
