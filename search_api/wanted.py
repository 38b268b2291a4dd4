"""What a query asks for: its text checked, its content words, the places and years that it names."""

from dataclasses import dataclass
from functools import cache
from importlib import resources

from indexer.errors import QueryError
from indexer.tokens import Tokenizer, fold, is_word_character
from search_api.schemas import MAX_QUERY_CHARACTERS


@dataclass(frozen=True, slots=True)
class Wanted:
    """A query made ready: `text` as typed, trimmed; `content` the same with function words blanked out."""

    text: str
    content: str


def read_query(text: str, tokenizer: Tokenizer) -> Wanted:
    """Check and prepare what the user typed.

    Raises:
        QueryError: nothing that could be searched for is left, or the text is too long.
    """
    trimmed = text.strip()
    if len(trimmed) > MAX_QUERY_CHARACTERS:
        raise QueryError(
            f"检索内容有 {len(trimmed)} 字，最多 {MAX_QUERY_CHARACTERS} 字", "请只留关键的词句；整篇文稿请用“文稿比对”"
        )
    if not trimmed:
        raise QueryError("没有输入检索内容", "请输入要找的事项，如“医疗纠纷调解”")
    if not any(map(is_word_character, trimmed)):
        raise QueryError("检索内容里只有标点或符号", "请输入要找的事项，如“医疗纠纷调解”")
    content = _content(trimmed, tokenizer)
    if not any(map(is_word_character, content)):
        raise QueryError(f"“{trimmed}”里都是虚词，没有可检索的内容", "请加上要找的事项，如“医疗纠纷调解”")
    return Wanted(trimmed, content)


def _content(text: str, tokenizer: Tokenizer) -> str:
    stops = _stop_words()
    letters = list(fold(text))
    for word, start, stop in tokenizer.words(text):
        if word in stops:
            letters[start:stop] = " " * (stop - start)
    return "".join(letters)


@cache
def _stop_words() -> frozenset[str]:
    text = resources.files("search_api.data").joinpath("stopwords.txt").read_text(encoding="utf-8")
    return frozenset(text.split())
