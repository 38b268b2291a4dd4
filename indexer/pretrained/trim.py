"""Which vocabulary rows stay: those that Chinese, ASCII and punctuation can use; ids map one to one."""

from collections.abc import Sequence

# After NFKC. A unigram tokenizer cuts a text only into pieces made of the text's own characters, so a text of whole
# scripts is cut exactly as by the full vocabulary. Of the scripts in `_LETTERS` only single characters stay: enough for
# a name or a sign, cut finer than before. Any other character becomes <unk>. Words in ASCII letters, of all languages,
# are four fifths of what stays; keeping only the 30,000 commonest would change every eighth piece of English text.
_WHOLE = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x00BF),  # signs of Latin-1: · ¥ ± and ° (NFKC makes °C of ℃)
    (0x00D7, 0x00D7),  # ×
    (0x00F7, 0x00F7),  # ÷
    (0x2000, 0x2BFF),  # punctuation, currency, arrows, mathematics, boxes; has the metaspace U+2581
    (0x2E80, 0x303F),  # radicals, CJK symbols and punctuation
    (0x3040, 0x30FF),  # kana, for names and brands
    (0x3100, 0x312F),  # bopomofo
    (0x3400, 0x4DBF),  # Han, extension A
    (0x4E00, 0x9FFF),  # Han
    (0xF900, 0xFAFF),  # Han, compatibility
    (0xFE30, 0xFE4F),  # vertical forms
    (0xFF01, 0xFFEF),  # full-width forms that NFKC leaves
    (0x20000, 0x3FFFF),  # Han, extensions B and later
)
_LETTERS = ((0x00C0, 0x024F), (0x0370, 0x03FF))  # Latin beyond ASCII, Greek
SPECIALS = ("<s>", "<pad>", "</s>", "<unk>")


def is_kept(piece: str) -> bool:
    """Whether `piece` is made of whole scripts, or is one letter of the others."""
    return all(_in(c, _WHOLE) for c in piece) or (len(piece) == 1 and _in(piece, _LETTERS))


def _in(character: str, ranges: Sequence[tuple[int, int]]) -> bool:
    return any(low <= ord(character) <= high for low, high in ranges)


def kept_rows(pieces: Sequence[str]) -> list[int]:
    """Rows of the vocabulary that stay, in their old order; the four special pieces come first, as before.

    The mask piece goes: nothing is trained here.
    """
    specials = [pieces.index(special) for special in SPECIALS]
    return specials + [i for i, p in enumerate(pieces) if p not in (*SPECIALS, "<mask>") and p and is_kept(p)]
