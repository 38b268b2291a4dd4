"""Text PDF: what is printed, in paragraphs, without what stands at the edges of pages or is not seen."""

import shutil
import sys

import pytest

from indexer.errors import ReportError
from indexer.read.paged.legible import is_garbled, plain
from indexer.read.paged.pdf import read_pdf
from indexer.read.reading import Format
from tests.reading.printed import LEFT, PITCH, SIZE, TOP, WIDTH, Show, pdf, set_lines
from tests.rendering.outline import Paragraph
from tests.rendering.pdf import render_pdf

FIRST = "桐陂区卫生健康局坚持把法治建设摆在全局工作的重要位置，全年召开专题会议六次，研究解决基层执法中的困难和问题。"
SECOND = "全年共检查医疗机构四百一十二家次，责令改正十七家次，无行政复议和行政诉讼案件发生，群众满意率稳步上升。"


def _text(*pages: list[Show | str], rotate: int = 0) -> str:
    return read_pdf(pdf(pages, rotate=rotate)).text


def test_lines_of_a_paragraph_are_joined_and_paragraphs_are_not() -> None:
    assert _text(set_lines(["一、主要举措", FIRST, SECOND])) == f"　　一、主要举措\n　　{FIRST}\n　　{SECOND}"


def test_a_full_line_before_one_that_is_set_in_ends_its_paragraph() -> None:
    full = FIRST[: WIDTH - 2]
    assert _text(set_lines([full, SECOND, FIRST])) == f"　　{full}\n　　{SECOND}\n　　{FIRST}"


def test_a_heading_without_full_stop_is_not_joined_to_its_body() -> None:
    lines = set_lines(["（一）健全制度", FIRST, "（二）强化监督", SECOND])
    assert _text(lines).split("\n") == ["　　（一）健全制度", f"　　{FIRST}", "　　（二）强化监督", f"　　{SECOND}"]


FLUSH = "区卫生健康局牵头健全依法决策机制并推动落实到基层"  # fills a line that is not set in: 24 characters


def _flush(lines: list[str], *, after: dict[int, float] | None = None) -> str:
    """Lines at the left margin, with so many points between a line, by its place from 0, and the next."""
    top, shown = TOP, []
    for number, line in enumerate(lines):
        shown.append(Show(line, LEFT, top))
        top -= PITCH + (after or {}).get(number, 0.0)
    return _text(shown)


def test_space_parts_paragraphs_that_are_not_set_in_even_after_a_full_line_without_a_stop() -> None:
    head, end = "一、" + FLUSH[:22], "全年召开会议六次。"
    lines = [*[FLUSH, FLUSH, end] * 4, head, end]
    assert _flush(lines, after=dict.fromkeys((2, 5, 8, 11, 12), 16.0)).split("\n")[4:] == [head, end]


def test_a_number_after_a_stop_begins_a_paragraph_where_none_is_set_in() -> None:
    full = FLUSH + "。"
    assert _flush([full, "（二）健全机制。全年召开会议。", full]) == f"{full}\n（二）健全机制。全年召开会议。\n{full}"


def test_centred_lines_of_a_title_are_two_where_a_character_more_would_have_fitted() -> None:
    lines = [Show(FLUSH[:18], LEFT + 18, TOP, 22), Show(FLUSH[:13], LEFT + 73, TOP - 43, 22)]
    body = [Show(s.text, s.x, s.y - 90) for s in set_lines([FIRST, SECOND])]
    assert _text([*lines, *body]).split("\n")[:2] == [FLUSH[:18], FLUSH[:13]]


def test_a_paragraph_over_two_pages_is_whole_and_stands_before_the_form_feed() -> None:
    lines = set_lines([SECOND, FIRST])
    first, second = lines[:3], [Show(s.text, s.x, s.y + 3 * PITCH) for s in lines[3:]]
    assert _text(first, second) == f"　　{SECOND}\n　　{FIRST}"[: len(SECOND) + 3] + f"　　{FIRST}\f"


def test_running_heads_and_page_numbers_are_left_out() -> None:
    head = Show("桐陂区法治政府建设材料", 230, 800, 10)
    pages = [[head, *set_lines([p]), Show(f"— {n} —", 280, 40, 10)] for n, p in enumerate((FIRST, SECOND, FIRST), 1)]
    assert _text(*pages) == f"　　{FIRST}\n\f　　{SECOND}\n\f　　{FIRST}"


def test_a_repeated_line_as_large_as_the_text_is_told() -> None:
    pages = [[Show("政务公开专栏", LEFT, 790), *set_lines([p])] for p in (FIRST, SECOND, FIRST)]
    assert read_pdf(pdf(pages)).doubts == ("页眉页脚：略去了重复 3 次的“政务公开专栏”",)


def test_a_figure_that_does_not_count_pages_stays() -> None:
    assert "2024" in _text([*set_lines([FIRST]), Show("2024", 280, 60)], set_lines([SECOND]))


def test_text_out_of_order_in_the_file_is_read_from_the_top() -> None:
    assert _text(set_lines([FIRST, SECOND])[::-1]) == f"　　{FIRST}\n　　{SECOND}"


@pytest.mark.parametrize(
    ("rotate", "angle"),
    [
        (0, 90),  # the text itself stands upright on the paper
        (90, 90),  # and the page is turned, so that it reads level
        (270, 270),
    ],
)
def test_turned_pages_read_as_level_ones(rotate: int, angle: float) -> None:
    place = (lambda s: (595 - s.y + 200, s.x)) if angle == 90 else (lambda s: (s.y - 200, 842 - s.x))
    turned = [Show(s.text, *place(s), angle=angle) for s in set_lines([FIRST, SECOND])]
    assert _text(turned, rotate=rotate) == f"　　{FIRST}\n　　{SECOND}"


@pytest.mark.parametrize(
    ("extra", "doubt"),
    [
        (Show("看不见的字", LEFT, 300, mode=3), "有 5 个看不见的字（白字、隐藏字），没有收入"),
        (Show("白纸白字", LEFT, 300, grey=1), "有 4 个看不见的字（白字、隐藏字），没有收入"),
        (Show("小到看不见", LEFT, 300, size=1), "有 5 个看不见的字（白字、隐藏字），没有收入"),
        (Show("内部资料", 200, 300, size=60, angle=45), "有 4 个斜排或竖排的字（水印、印章），没有收入"),
    ],
)
def test_what_is_not_seen_or_lies_askew_is_left_out_and_told(extra: Show, doubt: str) -> None:
    reading = read_pdf(pdf([[*set_lines([FIRST]), extra]]))
    assert (reading.text, reading.doubts) == (f"　　{FIRST}", (doubt,))


def test_a_flat_letter_whose_box_is_its_stroke_is_seen() -> None:
    reading = read_pdf(pdf([[f"BT /T {SIZE} Tf {LEFT} {TOP} Td (a) Tj ET\n", Show("、主要举措", LEFT + SIZE, TOP)]]))
    assert (reading.text, reading.doubts) == ("一、主要举措", ())


def test_white_letters_on_a_dark_bar_are_seen() -> None:
    bar = "0.1 0.2 0.6 rg 70 290 400 30 re f\n"
    assert "政务公开" in _text([*set_lines([FIRST]), bar, Show("政务公开", LEFT, 300, grey=1)])


def test_letters_printed_twice_to_look_bold_are_read_once() -> None:
    shown = [s for line in set_lines([FIRST]) for s in (line, Show(line.text, line.x + 0.5, line.y))]
    assert _text(shown) == f"　　{FIRST}"


def test_cells_of_a_ruled_table_are_parted_by_tabs_however_they_wrap() -> None:
    rules = "".join(f"80 {y} m 480 {y} l S\n" for y in (600, 560, 500))
    rules += "".join(f"{x} 500 m {x} 600 l S\n" for x in (80, 280, 480))
    cells = [Show("事项", 90, 575), Show("办理情况", 290, 575), Show("行政许可", 90, 540)]
    cells += [Show("全部按时办结，没", 290, 540), Show("有超时", 290, 515)]
    assert _text([*set_lines([FIRST]), rules, *cells]).split("\n")[1:] == [
        "事项\t办理情况",
        "行政许可\t全部按时办结，没有超时",
    ]


def test_columns_without_rules_are_parted_by_tabs() -> None:
    shown = [Show("行政许可", LEFT, 500), Show("412", 250, 500), Show("件", 400, 500)]
    assert _text([*set_lines([FIRST]), *shown]).split("\n")[-1] == "行政许可\t412\t件"


@pytest.mark.parametrize(
    ("glyphs", "characters"),
    [
        ("⼀⼆⽣", "一二生"),  # Kangxi radicals
        ("⻓⻋", "长车"),  # radicals that Unicode does not resolve
        ("\uf9ca", "流"),  # a compatibility ideograph
        ("ﬁ", "fi"),
        ("（１）％①", "（１）％①"),  # full width and circled figures stay
    ],
)
def test_glyphs_become_the_characters_they_stand_for(glyphs: str, characters: str) -> None:
    assert plain(glyphs) == characters


@pytest.mark.parametrize(
    ("text", "garbled"),
    [
        (FIRST, False),
        ("2024年1—12月 412 件", False),
        (FIRST[:20] + "\ue001\ue002\ue003", True),  # glyph codes of a font without a table
        ("閿熸枻鎷峰畨鍏ㄧ敓浜т弗鏍肩鐞嗗埗搴︽湁鍏冲伐浣滄儏鍐垫姤鍛婂涓", True),  # one encoding read as another
        ("", False),
    ],
)
def test_text_that_is_none_is_known(text: str, garbled: bool) -> None:
    assert is_garbled(text) is garbled


def test_a_page_without_text_is_listed() -> None:
    reading = read_pdf(pdf([set_lines([FIRST]), [], set_lines([SECOND])]))
    assert (reading.format, reading.pages, reading.blank_pages) == (Format.PDF, 3, (2,))
    assert reading.text == f"　　{FIRST}\n\f\f　　{SECOND}"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (pdf([[], []]), "no-text"),
        (b"%PDF-1.7\n" + bytes(range(256)), "damaged"),
        (pdf([set_lines([FIRST])])[:300], "damaged"),
    ],
)
def test_what_cannot_be_read_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(ReportError) as refused:
        read_pdf(data)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("options", "code"),  # of LibreOffice's export
    [
        (
            '"EncryptFile":{"type":"boolean","value":"true"},"DocumentOpenPassword":{"type":"string","value":"a"}',
            "encrypted",
        ),
        (
            '"RestrictPermissions":{"type":"boolean","value":"true"},"PermissionPassword":{"type":"string","value":"a"}',
            "",
        ),
    ],
)
def test_a_password_to_open_locks_a_file_and_one_to_change_it_does_not(options: str, code: str) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    words = Paragraph("驻𠮷祥街道㙍村的卫生室由区卫生健康局统一管理。")
    data = render_pdf([words], export=f"pdf:writer_pdf_Export:{{{options}}}")
    if code:
        with pytest.raises(ReportError) as refused:
            read_pdf(data)
        assert refused.value.code == code
    else:
        assert words.text in read_pdf(data).text


_PRIVATE = "".join(f"<{ord(c):04x}> <{0xE000 + n:04x}>\n" for n, c in enumerate(sorted(set(FIRST))))
GLYPH_CODES = (  # every character a private one
    "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
    "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
    f"{len(set(FIRST))} beginbfchar\n{_PRIVATE}endbfchar\nendcmap end end"
)


def test_text_of_glyph_codes_is_refused_where_nothing_recognises(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "indexer.read.paged.ocr", None)
    with pytest.raises(ReportError) as refused:
        read_pdf(pdf([set_lines([FIRST])], to_unicode=GLYPH_CODES))
    assert refused.value.code == "garbled"


def test_text_of_glyph_codes_is_recognised_from_its_picture() -> None:
    pytest.importorskip("rapidocr", reason="the extra `ocr` is not installed")
    reading = read_pdf(pdf([set_lines([FIRST])], to_unicode=GLYPH_CODES))
    assert (reading.text, reading.doubts) == (f"　　{FIRST}", ("第 1 页的文字是乱码，改按图像识别",))


def test_too_many_pages_are_refused_before_one_is_read() -> None:
    told: list[tuple[int, int]] = []
    with pytest.raises(ReportError) as refused:
        read_pdf(pdf([[]] * 4), lambda *pages: told.append(pages), max_pages=3)
    assert (refused.value.code, told) == ("too-many-pages", [])


def test_pages_are_told() -> None:
    told: list[tuple[int, int]] = []
    read_pdf(pdf([set_lines([FIRST]), set_lines([SECOND])]), lambda *pages: told.append(pages))
    assert told[-1] == (2, 2)
