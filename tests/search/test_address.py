"""A citation finds its words again: where they stood, or where they stand now."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.errors import QueryError
from indexer.report import Span
from indexer.split import split_sentences
from search_api.address import Address, locate, quote_address, read_address

SOURCE = "0123456789abcdef" * 4
TEXT = "全年受理医疗纠纷86件。调解成功80件；其余引导诉讼解决。下一步，继续完善机制。"
TEXTS = st.text(st.sampled_from("法治政府，。；\n 　A1%") | st.characters(codec="utf-8"), min_size=1, max_size=60)


@given(TEXTS, st.data())
def test_round_trip(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(text))))
    address = quote_address(SOURCE, span, span.of(text))
    assert address == quote_address(SOURCE, span, span.of(text))
    given_back = read_address(address)
    assert (given_back.source, given_back.span) == (SOURCE[:16], span)
    assert locate(given_back, text, split_sentences(text, 0, len(text))) == span


def place(quote: str, text: str = TEXT) -> Address:
    start = text.index(quote)
    return read_address(quote_address(SOURCE, Span(start, start + len(quote)), quote))


def found(address: Address, text: str) -> str | None:
    span = locate(address, text, split_sentences(text, 0, len(text)))
    return None if span is None else span.of(text)


@pytest.mark.parametrize(
    ("quote", "now", "expected"),
    [
        ("全年受理医疗纠纷86件。", "新加一段。\n" + TEXT, "全年受理医疗纠纷86件。"),  # moved down
        ("下一步，继续完善机制。", TEXT[12:], "下一步，继续完善机制。"),  # moved up
        ("调解成功80件；其余引导诉讼解决。", "前。" + TEXT, "调解成功80件；其余引导诉讼解决。"),  # two sentences
        ("全年受理医疗纠纷86件。", "标题\n全年受理医疗纠纷 86 件。", "全年受理医疗纠纷 86 件。"),  # blanks came in
        ("全年受理医疗纠纷86件。", TEXT.replace("86", "87"), None),  # the words are gone
        ("全年受理医疗纠纷86件。", "", None),
    ],
)
def test_words_that_moved(quote: str, now: str, expected: str | None) -> None:
    assert found(place(quote), now) == expected


def test_an_address_that_an_edit_left_behind_the_end() -> None:
    assert found(place("下一步，继续完善机制。"), "下一步，继续完善机制。") == "下一步，继续完善机制。"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "0123456789abcdef-0-10",
        "0123456789abcdef-10-10-0123456789abcdef",  # empty
        "0123456789abcdef-10-5-0123456789abcdef",  # reversed
        "0123456789ABCDEF-0-10-0123456789abcdef",
        "0123456789abcdef--1-10-0123456789abcdef",
        "0123456789abcdef-0-9999999999-0123456789abcdef",
        "0123456789abcdef-0-10-0123456789abcdef0",
        "0123456789abcdef-0-10-0123456789abcdef/..",
    ],
)
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(QueryError, match="不是有效的出处") as caught:
        read_address(text)
    assert caught.value.field == "address"


def test_blanks_around_a_copied_address_do_not_matter() -> None:
    address = quote_address(SOURCE, Span(0, 5), TEXT[:5])
    assert read_address(f" {address}\n") == read_address(address)
