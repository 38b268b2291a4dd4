"""What a Word document shows is read, once and in its place; what it does not show is not."""

import pytest

from indexer.errors import ReportError
from indexer.read.docx.document import read_docx
from indexer.read.reading import Format
from tests.reading.made_docx import LADDER, abstract, item, made, num, p, packed, part, r, read, style

ONE = abstract(0, *LADDER) + num(1, 0)
DELETED_MARK = '<w:rPr><w:del w:id="1" w:author="甲"/></w:rPr>'


def field(instruction: str, result: str) -> str:
    """The runs of a field."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r(result)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def box(*paragraphs: str) -> str:
    """A run with a text box, once for new readers and once more for old ones."""
    content = f"<w:txbxContent>{''.join(paragraphs)}</w:txbxContent>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>{content}'
        f"</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{content}</v:textbox></v:shape></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        # what holds text is looked into
        (f'全年<w:ins w:id="1">{r("办结")}</w:ins>12件', "全年办结12件"),
        (f'<w:moveTo w:id="1">{r("办结")}</w:moveTo>12件', "办结12件"),
        (f'见<w:hyperlink r:id="rId1">{r("公报")}</w:hyperlink>', "见公报"),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{r('桐陂区')}</w:sdtContent></w:sdt>卫健局", "桐陂区卫健局"),
        (f'<w:smartTag w:element="date">{r("2023年")}</w:smartTag>总结', "2023年总结"),
        (f'<w:fldSimple w:instr="DATE">{r("1月9日")}</w:fldSimple>', "1月9日"),
        (f"共{field('=SUM(ABOVE)', '35')}件", "共35件"),
        (f"<w:ruby><w:rt>{r('tóng')}</w:rt><w:rubyBase>{r('桐')}</w:rubyBase></w:ruby>陂", "桐陂"),
        ("增长<m:oMath><m:r><m:t>3.5</m:t></m:r></m:oMath>倍", "增长3.5倍"),
        # what is not shown is left out
        (f'全年<w:del w:id="1"><w:r><w:delText>接待</w:delText></w:r></w:del>{r("办结")}', "全年办结"),
        (f'<w:moveFrom w:id="1">{r("办结")}</w:moveFrom>12件', "12件"),
        (f'<w:ins w:id="1"><w:del w:id="2">{r("误")}</w:del>{r("正")}</w:ins>', "正"),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>暗</w:t></w:r>明", "明"),
        ('<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>明</w:t></w:r>', "明"),
        ('<w:r><w:rPr><w:rStyle w:val="暗"/></w:rPr><w:t>暗</w:t></w:r>明', "明"),
        ('<w:bookmarkStart w:id="0" w:name="_GoBack"/>全年', "全年"),
        # signs that are no w:t
        ("<w:r><w:t>联系人</w:t><w:tab/><w:t>联系电话</w:t></w:r>", "联系人 联系电话"),
        ("<w:r><w:t>桐陂区</w:t><w:br/><w:t>2023年总结</w:t></w:r>", "桐陂区\n2023年总结"),
        ("<w:r><w:t>2021</w:t><w:noBreakHyphen/><w:t>2025年</w:t></w:r>", "2021-2025年"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>是', "☑是"),
        ('<w:r><w:sym w:font="仿宋" w:char="3007"/></w:r>', "〇"),
        # a line break of the XML is a blank
        ("<w:r><w:t>全年\n办结</w:t></w:r>", "全年 办结"),
        # a sign that no font has
        ('<w:r><w:sym w:font="仿宋" w:char="D800"/><w:sym w:char="零"/><w:t>全年</w:t></w:r>', "全年"),
    ],
)
def test_a_paragraph_reads_as_it_shows(inner: str, text: str) -> None:
    runs = "".join(r(piece) if "<" not in piece else piece for piece in _pieces(inner))
    body = f"<w:p>{runs}</w:p>" + p("完")
    assert "\n".join(read(body, styles=style("暗", "<w:rPr><w:vanish/></w:rPr>", kind="character"))) == f"{text}\n完"


def _pieces(inner: str) -> list[str]:
    """Bare text at either end of `inner` set off from the elements."""
    start, stop = inner.find("<"), inner.rfind(">") + 1
    return [piece for piece in (inner[:start], inner[start:stop], inner[stop:]) if piece]


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        # a deleted paragraph mark joins, and the number is that of the paragraph that stays
        (p("全年办结", DELETED_MARK) + p("12件。"), ["全年办结12件。"]),
        (p("甲", DELETED_MARK) + item("乙", 1) + item("丙", 1), ["一、甲乙", "二、丙"]),
        (
            f'<w:p><w:pPr>{DELETED_MARK}</w:pPr><w:del w:id="2">{r("删")}</w:del></w:p>' + p("留"),
            ["留"],
        ),
        (p("末段", DELETED_MARK), ["末段"]),
        # a hidden mark (Word's style separator) sets a heading and its text on one line
        (
            p("强化学习。", '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr><w:rPr><w:vanish/></w:rPr>')
            + p("全年集中学习12次。"),
            ["（一）强化学习。全年集中学习12次。"],
        ),
        # an empty paragraph is an empty line
        (p("甲") + "<w:p/>" + p("乙"), ["甲", "", "乙"]),
        # content controls and custom XML around paragraphs
        (f"<w:sdt><w:sdtContent>{p('甲')}</w:sdtContent></w:sdt><w:customXml>{p('乙')}</w:customXml>", ["甲", "乙"]),
        # a table of contents only repeats the headings
        (
            '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
            f"<w:sdtContent>{p('目录')}{p('一、成效 1')}</w:sdtContent></w:sdt>{p('一、成效')}",
            ["一、成效"],
        ),
        (f"<w:p>{field('TOC', '一、成效 1')}</w:p>{p('一、成效')}", ["一、成效"]),
        (p("一、成效 1", '<w:pStyle w:val="目录"/>') + p("一、成效"), ["一、成效"]),
        # a field that never ends hides nothing
        (
            '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>' + p("全年顺利。"),
            ["全年顺利。"],
        ),
    ],
)
def test_paragraphs_are_told_apart_as_word_does(body: str, lines: list[str]) -> None:
    assert read(body, ONE, style("目录", name="toc 1")) == lines


def cell(*blocks: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(blocks)}</w:tc>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


@pytest.mark.parametrize(
    ("inner", "lines"),
    [
        (table(cell(p("事项")) + cell(p("件数")), cell(p("许可")) + cell(p("12"))), ["事项\t件数", "许可\t12"]),
        # several paragraphs of a cell on one line, automatic numbers among them, alone too
        (table(cell(item("", 1, 2)) + cell(p("受理"), p("办结"))), ["1.\t受理 办结"]),
        # merged cells once
        (
            table(
                cell(p("许可"), properties='<w:vMerge w:val="restart"/>') + cell(p("受理")),
                cell(p("许可"), properties="<w:vMerge/>") + cell(p("办结")),
            ),
            ["许可\t受理", "\t办结"],
        ),
        (table(cell(p("合计"), properties='<w:gridSpan w:val="2"/>') + cell(p("24"))), ["合计\t24"]),
        # a table inside a cell
        (table(cell(p("甲"), table(cell(p("1")) + cell(p("2")))) + cell(p("乙"))), ["甲 1 2\t乙"]),
        # one cell is a frame around text
        (table(cell(p("一、成效"), p("全年顺利。"))), ["一、成效", "全年顺利。"]),
        # rows that were deleted, and rows without text
        (
            table(f'<w:trPr><w:del w:id="1"/></w:trPr>{cell(p("删"))}', cell(p("留"))),
            ["留"],
        ),
        (table(cell("<w:p/>") + cell("<w:p/>"), cell(p("甲")) + cell(p("乙"))), ["甲\t乙"]),
    ],
)
def test_a_table_stands_in_its_place_a_row_a_line(inner: str, lines: list[str]) -> None:
    assert read(p("如下表：") + inner + p("以上。"), ONE) == ["如下表：", *lines, "以上。"]


def test_a_text_box_is_read_once_behind_its_paragraph() -> None:
    assert read(p("第一段。") + f"<w:p>{r('第二段。')}{box(p('框里甲'), p('框里乙'))}</w:p>" + p("第三段。")) == [
        "第一段。",
        "第二段。",
        "框里甲",
        "框里乙",
        "第三段。",
    ]


def test_a_text_box_above_all_text_is_read_first() -> None:
    assert read(f"<w:p>{box(p('桐陂区人民政府文件'))}</w:p>" + p("2023年工作总结"))[0] == "桐陂区人民政府文件"


def test_notes_follow_their_paragraph_in_brackets_and_leave_no_figure_in_it() -> None:
    notes = '<w:footnote w:id="2">' + p(" 数据来自年报。") + "</w:footnote>"
    end = '<w:endnote w:id="2">' + p("截至年末。") + "</w:endnote>"
    body = (
        f'<w:p>{r("办结12")}<w:r><w:footnoteReference w:id="2"/></w:r>{r("件")}'
        f'<w:r><w:endnoteReference w:id="2"/></w:r>{r("。")}<w:r><w:footnoteReference w:id="99"/></w:r></w:p>'
        f"{p('全年顺利。')}"
    )
    assert read(body, footnotes=notes, endnotes=end) == [
        "办结12件。",
        "（注：数据来自年报。）",
        "（注：截至年末。）",
        "全年顺利。",
    ]


def test_a_note_that_refers_to_itself_is_read_once() -> None:
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    notes = f'<w:footnote w:id="2"><w:p>{r("数据来自年报。")}{reference}</w:p></w:footnote>'
    assert read(f"<w:p>{r('甲')}{reference}{reference}</w:p>", footnotes=notes) == ["甲", "（注：数据来自年报。）"]


@pytest.mark.parametrize(
    ("inner", "doubt"),
    [
        (f'<w:ins w:id="1">{r("甲")}</w:ins>', "修订：文件里有 1 处未定稿的修订，按全部接受读取"),
        (box(p("框")), "文本框：有 1 个，其中文字放在所在段落之后，请核对位置"),
        ('<w:r><w:drawing><a:blip r:embed="rId9"/></w:drawing></w:r>', "图片：有 1 张，图上如有文字没有读入"),
        ("<w:r><w:object><o:OLEObject/></w:object></w:r>", "嵌入对象：有 1 个（图表、附件等），内容没有读入"),
        ('<w:r><w:commentReference w:id="1"/></w:r>', "批注：有 1 条，没有读入"),
        ('<w:r><w:sym w:font="Wingdings 3" w:char="F021"/></w:r>', "符号：有 1 个认不出，没有读入"),
    ],
)
def test_what_is_in_doubt_is_said(inner: str, doubt: str) -> None:
    assert read_docx(made(f"<w:p>{r('全年顺利。')}{inner}</w:p>")).doubts == (doubt,)


def test_another_file_inside_is_a_doubt() -> None:
    assert read_docx(made(p("甲") + '<w:altChunk r:id="rId5"/>')).doubts == (
        "嵌入对象：有 1 个（图表、附件等），内容没有读入",
    )


def test_a_sound_file_is_read_without_doubt() -> None:
    reading = read_docx(made(p("桐陂区2023年工作总结") + p("全年顺利。")))
    assert (reading.format, reading.text, reading.doubts) == (Format.DOCX, "桐陂区2023年工作总结\n全年顺利。", ())


def test_headers_and_footers_are_left_out() -> None:
    parts = {
        "word/document.xml": part("document", f"<w:body>{p('全年顺利。')}</w:body>"),
        "word/header1.xml": part("hdr", p("内部资料")),
        "word/footer1.xml": part("ftr", p("- 1 -")),
    }
    assert read_docx(packed(parts)).text == "全年顺利。"


@pytest.mark.parametrize(
    ("body", "cure"),
    [
        ('<w:p><w:r><w:drawing><a:blip r:embed="rId9"/></w:drawing></w:r></w:p>', "另存为 PDF"),
        ("<w:p/>", "完整的文件"),
        (p("——  。"), "完整的文件"),
    ],
)
def test_a_file_without_text_is_refused_with_a_cure(body: str, cure: str) -> None:
    with pytest.raises(ReportError) as refused:
        read_docx(made(body))
    assert refused.value.code == "no-text"
    assert cure in refused.value.cure
