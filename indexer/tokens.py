"""Chinese text to index terms: jieba words (fine and coarse), pairs, characters. The only module that knows jieba."""

import io
import logging
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path

import jieba

from indexer.dictionary_cache import kept
from indexer.errors import ArchiveError
from indexer.read.lists import decode_list

# One code point to one code point, so that positions in folded text are positions in the text.
_FOLD = {code: ord(chr(code - 0xFEE0).lower()) for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_FOLD |= {code: ord(chr(code).lower()) for code in range(ord("A"), ord("Z") + 1)}


def fold(text: str) -> str:
    """`text` with full-width ASCII made half-width and Latin letters lowered; its length never changes."""
    return text.translate(_FOLD)


@cache
def is_word_character(character: str) -> bool:
    """Whether `character` can be part of a term: a letter, a Han character or a digit, of whatever script."""
    return unicodedata.category(character)[0] in "LN"


class Tokenizer:
    """jieba in search mode with the domain dictionary, and an archive's own words when it brings them.

    Raises:
        ArchiveError: `dictionary` is not a jieba user dictionary in UTF-8 or GB18030.
    """

    def __init__(self, dictionary: Path | None = None) -> None:
        self._jieba = _packaged()
        if dictionary is not None:
            self._jieba = _copied(self._jieba)
            self._load(dictionary)

    def words(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Terms of `text` with their half-open ranges: every dictionary word, and the short words inside long ones."""
        for word, start, stop in self._jieba.tokenize(fold(text), mode="search"):
            if any(map(is_word_character, word)):
                yield word, start, stop

    def cut(self, text: str) -> Iterator[tuple[int, int]]:
        """Half-open ranges of the words that `text` is cut into, by the dictionary alone."""
        for _, start, stop in self._jieba.tokenize(fold(text), mode="default", HMM=False):
            yield start, stop

    def _load(self, dictionary: Path) -> None:
        try:
            self._jieba.load_userdict(io.StringIO(fold(decode_list(dictionary.read_bytes()))))
        except (OSError, ValueError) as error:
            raise ArchiveError(
                f"词典 {dictionary.name} 读不了：{error}", "请存为 UTF-8，每行一个词：词语 词频 词性"
            ) from error


@cache
def _packaged() -> jieba.Tokenizer:
    """The words of jieba and the packaged dictionary, loaded once: it takes most of a second."""
    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    with tokenizer.get_dict_file() as dictionary:
        tokenizer.FREQ, tokenizer.total = kept(dictionary.read(), lambda data: tokenizer.gen_pfdict(io.BytesIO(data)))
    tokenizer.initialized = True
    with resources.files("indexer.data").joinpath("terms.txt").open("r", encoding="utf-8") as packaged:
        tokenizer.load_userdict(packaged)
    return tokenizer


def _copied(tokenizer: jieba.Tokenizer) -> jieba.Tokenizer:
    copy = jieba.Tokenizer()
    copy.FREQ, copy.total = dict(tokenizer.FREQ), tokenizer.total
    copy.user_word_tag_tab, copy.initialized = dict(tokenizer.user_word_tag_tab), True
    return copy


def pairs(text: str) -> Iterator[tuple[str, int, int]]:
    """Pairs of neighbouring Han characters, and runs of letters and digits whole, each with its half-open range."""
    folded = fold(text)
    run = 0
    while run < len(folded):
        stop = _run_end(folded, run)
        if stop == run:
            run += 1
        elif folded[run].isascii() or stop - run == 1:
            yield folded[run:stop], run, stop
            run = stop
        else:
            for at in range(run, stop - 1):
                yield folded[at : at + 2], at, at + 2
            run = stop


def characters(text: str) -> Iterator[str]:
    """The Han characters of `text`, one by one: what is left of a word that is worded otherwise."""
    yield from (c for c in text if "\u4e00" <= c <= "\u9fff")


def _run_end(text: str, start: int) -> int:
    """End of the longest run from `start` that is all word characters and all ASCII or all not."""
    stop = start
    while stop < len(text) and is_word_character(text[stop]) and text[stop].isascii() == text[start].isascii():
        stop += 1
    return stop


def squeeze(text: str) -> str:
    """The word characters of `text` alone, folded: what two wordings are compared by."""
    return "".join(filter(is_word_character, fold(text)))


@cache
def default_tokenizer() -> Tokenizer:
    """The tokenizer with the packaged dictionary alone, made once."""
    return Tokenizer()


def crosses_word(left: str, right: str) -> bool:
    """Whether a dictionary word of two or more characters lies across the seam between `left` and `right`."""
    if not (left and right and is_word_character(left[-1]) and is_word_character(right[0])):
        return False
    return any(start < len(left) < stop for start, stop in default_tokenizer().cut(left + right))
