"""RTF: the numbers that its writer printed beside its lists."""

import shutil

import pytest

from indexer.read.office.convert import read_office
from indexer.read.office.rtf_numbers import with_numbers_typed
from indexer.read.reading import Format

_ONE = rb"\u19968\'3f\u12289\'3f"  # 一、
_LIST = rb"{\*\listtable{\list{\listlevel\levelnfc39{\leveltext\'02\'00\'3f;}{\levelnumbers\'01;}}\listid7}}"
_PLACES = rb"{\*\listoverridetable{\listoverride\listid7\ls1}}"


@pytest.mark.parametrize(
    ("source", "typed"),
    [
        (
            rb"{\rtf1{\listtext\pard\plain " + _ONE + rb"\tab}\ls1 x}",
            rb"{\rtf1{\pard\plain " + _ONE + rb"}\dissolved0 x}",
        ),
        (rb"{\rtf1{\listtext{\f1 \'d2\'bb\'a1\'a2}\tab}x}", rb"{\rtf1{{\f1 \'d2\'bb\'a1\'a2}}x}"),  # in GB
        (rb"{\rtf1{\pntext 3.\tab}{\*\pn\pnlvlbody}x}", rb"{\rtf1{ 3.}{\*\dissolved\pnlvlbody}x}"),  # Word 95
        (rb"{\rtf1{\listtext 1.}{\listtext\f2 \'b7\tab}x}", rb"{\rtf1{ 1.}x}"),  # a dot beside numbers
        (rb"{\rtf1{\listtext\f2 \'b7\tab}\ls1 x}", rb"{\rtf1{\listtext\f2 \'b7\tab}\ls1 x}"),  # nothing but dots
        (rb"{\rtf1\ls1 x}", rb"{\rtf1\ls1 x}"),  # nothing printed: the list itself has to do
    ],
)
def test_printed_numbers_are_typed_and_their_lists_dissolved(source: bytes, typed: bytes) -> None:
    assert with_numbers_typed(source) == typed


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_a_number_that_the_list_has_lost_is_read_as_printed() -> None:
    words = b"".join(rb"\u%d?" % ord(c) for c in "健全依法决策机制")
    text = rb"\pard\plain{\listtext\pard\plain " + _ONE + rb"\tab}\ilvl0\ls1 " + words + rb"\par"
    source = rb"{\rtf1\ansi\ansicpg936" + _LIST + _PLACES + text + b"}"
    assert read_office(source, Format.RTF).text == "一、健全依法决策机制"
