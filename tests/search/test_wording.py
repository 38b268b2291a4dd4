"""A pattern finds what two squeezed texts have in common."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.tokens import squeeze
from search_api.wording import wording_pattern

TEXTS = st.text(alphabet="医疗一ａＡaA1１_ 　，。-①é", max_size=12)


@given(TEXTS, TEXTS)
def test_it_finds_what_squeezing_finds(wording: str, text: str) -> None:
    pattern = wording_pattern(wording)
    if pattern is None:
        assert squeeze(wording) == ""
    else:
        assert bool(pattern.search(text)) == (squeeze(wording) in squeeze(text))


@pytest.mark.parametrize(
    ("wording", "text", "found"),
    [
        ("双随机一公开", "推行“双随机、一公开”监管", "双随机、一公开"),
        ("“双随机，一公开”", "推行双随机一公开监管", "双随机一公开"),
        ("12345", "热线１２,３４５件", "１２,３４５"),
        ("app", "用ＡPp办理", "ＡPp"),
    ],
)
def test_what_is_found_is_as_it_stands(wording: str, text: str, found: str) -> None:
    pattern = wording_pattern(wording)
    assert pattern is not None
    assert pattern.findall(text) == [found]
