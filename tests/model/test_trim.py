from hypothesis import given
from hypothesis import strategies as st

from indexer.pretrained.folder import fast_tokenizer
from indexer.pretrained.packed import Packed
from indexer.pretrained.trim import SPECIALS, is_kept, kept_rows
from tests.model.tiny import PIECES, tiny_packed


def test_whole_scripts_stay_and_of_other_latin_and_greek_single_letters() -> None:
    kept = ["法治", "▁GDP", "100%", "、", "▁", "カード", "ABC的", "é", "α", "①", "°C", "·", "¥"]
    gone = ["закон", "école", "αβ", "सेवा", "ا", "한국"]
    assert [p for p in kept + gone if is_kept(p)] == kept


def test_the_special_pieces_come_first_the_rest_keep_their_order_and_the_mask_goes() -> None:
    rows = kept_rows(PIECES)
    assert tuple(PIECES[r] for r in rows) == (*SPECIALS, "▁", "法", "治", "法治", "▁law", "l", "政府")


def whole(packed: Packed) -> list[int]:
    return list(range(len(packed.pieces)))


@given(st.text(alphabet="法治政府law 　\u200b，", max_size=30))
def test_a_text_of_whole_scripts_is_cut_as_by_the_full_vocabulary(text: str) -> None:
    packed = tiny_packed()
    rows = kept_rows(packed.pieces)
    trimmed = fast_tokenizer(packed, rows)(text)["input_ids"]
    assert [rows[i] for i in trimmed] == fast_tokenizer(packed, whole(packed))(text)["input_ids"]
