"""What is read out of a query: its places, its years, and the words that are left."""

import pytest

from indexer.errors import QueryError
from indexer.tokens import default_tokenizer
from search_api.schemas import MAX_QUERY_CHARACTERS
from search_api.wanted import QueryReader, Wanted
from tests.parsing.made import GAZETTEER

READER = QueryReader(default_tokenizer(), GAZETTEER)


def read(text: str) -> Wanted:
    return READER.read(text)


@pytest.mark.parametrize(
    ("text", "places", "years", "words"),
    [
        ("医疗纠纷调解", [], (), "医疗纠纷调解"),
        ("桐陂区的医疗纠纷", ["桐陂区"], (), "医疗纠纷"),
        ("桐陂区2023年医疗纠纷", ["桐陂区"], (2023,), "医疗纠纷"),
        ("２０２３年度医疗纠纷", [], (2023,), "医疗纠纷"),  # full width
        ("2022年和2023年的医疗纠纷", [], (2022, 2023), "医疗纠纷"),
        ("2023 医疗纠纷", [], (2023,), "医疗纠纷"),
        ("12345热线", [], (), "12345热线"),  # no year
        ("文号20230012", [], (), "文号20230012"),
        ("立案1850件", [], (), "立案1850件"),
        ("临沧澜市桐山区培训", ["临沧澜市", "桐山区"], (), "培训"),
        ("医疗纠纷是怎么调解的", [], (), "医疗纠纷调解"),  # function words
        ("桐陂区", ["桐陂区"], (), "桐陂区"),  # a place alone is what is looked for
        ("2023年", [], (2023,), "2023年"),
    ],
)
def test_what_a_query_names(text: str, places: list[str], years: tuple[int, ...], words: str) -> None:
    wanted = read(text)
    assert [m.places[0].name for m in wanted.places] == places
    assert wanted.years == years
    assert wanted.content.replace(" ", "") == words
    assert wanted.text == text


def test_meaning_looks_for_the_matter_function_words_included() -> None:
    assert read("  桐陂区2023年医疗纠纷是怎么调解的？ ").matter == "医疗纠纷是怎么调解的?"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "没有输入检索内容"),
        (" \n\u3000", "没有输入检索内容"),
        ("？！，……", "只有标点或符号"),
        ("的和是", "都是虚词"),
        ("怎么", "都是虚词"),
        ("法" * (MAX_QUERY_CHARACTERS + 1), f"有 {MAX_QUERY_CHARACTERS + 1} 字，最多 {MAX_QUERY_CHARACTERS} 字"),
    ],
)
def test_what_cannot_be_searched_for(text: str, told: str) -> None:
    with pytest.raises(QueryError, match=told) as caught:
        READER.read(text, "topic")
    assert caught.value.field == "topic"
    assert caught.value.cure.startswith("请")


def test_the_longest_query_that_is_taken() -> None:
    assert len(read(" " + "执法" * (MAX_QUERY_CHARACTERS // 2) + " ").text) == MAX_QUERY_CHARACTERS
