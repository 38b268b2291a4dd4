"""Terms with their places in the text; folding never moves a character."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.errors import ArchiveError
from indexer.tokens import Tokenizer, crosses_word, default_tokenizer, fold, is_word_character, pairs, squeeze


@given(st.text())
def test_folding_keeps_every_position(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded
    assert all(a == b for a, b in zip(text, folded, strict=True) if "\u4e00" <= a <= "\u9fff")


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＡＢＣ", "abc"),
        ("１２３．５％", "123.5%"),
        ("（一）", "(一)"),
        ("《办法》，。", "《办法》,。"),
        ("a　b", "a b"),
        ("İ", "İ"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(st.sampled_from("行政执法公示ABCｂ12３，。 \n“") | st.characters(), max_size=40))
def test_every_term_stands_where_it_says(text: str) -> None:
    for terms in (pairs(text), default_tokenizer().words(text)):
        assert all(fold(text)[start:stop] == term for term, start, stop in terms)
    assert "".join(text[a:b] for a, b in default_tokenizer().cut(text)) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("医疗纠纷", ["医疗", "疗纠", "纠纷"]),
        ("调解，执法", ["调解", "执法"]),  # never over a mark
        ("12345热线", ["12345", "热线"]),  # runs of digits and letters whole
        ("ＡＩ监管v2", ["ai", "监管", "v2"]),
        ("区", ["区"]),  # a lone character is its own term
        ("2.5件", ["2", "5", "件"]),
        ("，。！", []),
        ("", []),
    ],
)
def test_pairs(text: str, expected: list[str]) -> None:
    assert [term for term, _, _ in pairs(text)] == expected


def test_words_are_the_long_one_and_the_short_ones_in_it() -> None:
    words = {word for word, _, _ in default_tokenizer().words("双随机一公开，接诉即办！")}
    assert {"双随机一公开", "接诉即办"} <= words
    assert not words & {"，", "！"}


def test_an_archives_own_words(tmp_path: Path) -> None:
    path = tmp_path / "dictionary.txt"
    path.write_text("\ufeff枫溪议事会 500 n\n\n白泽码\n", encoding="utf-8")
    own = {word for word, _, _ in Tokenizer(path).words("枫溪议事会用白泽码")}
    assert {"枫溪议事会", "白泽码"} <= own
    assert "枫溪议事会" not in {word for word, _, _ in default_tokenizer().words("枫溪议事会用白泽码")}
    assert "双随机一公开" in {word for word, _, _ in Tokenizer(path).words("双随机一公开")}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_an_archives_own_words_in_any_encoding_and_case(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "dictionary.txt"
    path.write_bytes("枫溪ＡＩ议事会 500 n\r\nFX码 500 n\r\n".encode(encoding))
    own = {word for word, _, _ in Tokenizer(path).words("枫溪AI议事会用fx码")}
    assert {"枫溪ai议事会", "fx码"} <= own


def test_a_bad_dictionary_is_told(tmp_path: Path) -> None:
    path = tmp_path / "dictionary.txt"
    path.write_bytes("枫溪议事会".encode("utf-16"))
    with pytest.raises(ArchiveError, match=r"词典 dictionary\.txt 读不了") as caught:
        Tokenizer(path)
    assert "UTF-8" in caught.value.cure


@pytest.mark.parametrize(
    ("text", "left"), [("办案 １２ 件。", "办案12件"), ("《ABC》（一）", "abc一"), ("，。 \n", "")]
)
def test_squeeze(text: str, left: str) -> None:
    assert squeeze(text) == left
    assert all(map(is_word_character, left))


@pytest.mark.parametrize(
    ("left", "right", "crosses"),
    [
        ("推进综合行政执法体制改", "革工作", True),
        ("开展调解", "规范执法", False),
        ("调解。", "改革", False),
        ("", "改革", False),
    ],
)
def test_words_over_a_seam(left: str, right: str, crosses: bool) -> None:
    assert crosses_word(left, right) is crosses
