from hypothesis import given
from hypothesis import strategies as st

from tests.ui.markup import text_of
from ui.marks import Layer, joined, marked

# What html.parser itself changes (as a browser would) is left to the browser: NUL and carriage returns.
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=60)
SPANS = st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=6)
SENTENCE = ("<mark>", "</mark>")
FIGURE = ("<b>", "</b>")


@given(text=TEXTS, sentences=SPANS, figures=SPANS)
def test_without_the_tags_the_text_is_as_it_was(text, sentences, figures) -> None:
    html = marked(text, [Layer(sentences, *SENTENCE), Layer(figures, *FIGURE)])
    assert text_of(html) == text


@given(text=TEXTS, spans=SPANS)
def test_exactly_the_characters_of_the_spans_are_marked(text, spans) -> None:
    html = marked(text, [Layer(spans, "\x01", "\x02")]) if "\x01" not in text and "\x02" not in text else ""
    if not html:
        return
    inside, at = [], False
    for character in text_of(html):
        if character in "\x01\x02":
            at = character == "\x01"
        else:
            inside.append(at)
    assert inside == [any(low <= i < high for low, high in spans) for i in range(len(text))]


def test_layers_are_nested_and_cut_where_the_outer_one_ends() -> None:
    html = marked("受理纠纷86件。", [Layer([(0, 5)], *SENTENCE), Layer([(4, 7)], *FIGURE)])
    assert html == "<mark>受理纠纷<b>8</b></mark><b>6件</b>。"


def test_a_hostile_text_never_becomes_markup() -> None:
    html = marked('<img src=x onerror="alert(1)">&amp;', [Layer([(0, 4)], *SENTENCE)])
    assert html == "<mark>&lt;img</mark> src=x onerror=&quot;alert(1)&quot;&gt;&amp;amp;"


def test_spans_that_touch_or_overlap_are_joined_and_clipped() -> None:
    assert joined([(5, 9), (0, 2), (2, 3), (8, 40), (7, 7), (-4, 1)], 0, 12) == [(0, 3), (5, 12)]
