"""Web pages: the document, and nothing of the page around it."""

import pytest

from indexer.errors import ReportError
from indexer.read.html.page import read_html
from tests.rendering.html import Layout, render_html
from tests.rendering.outline import Paragraph, Part

LONG = "全年开展执法检查三百余次，办结行政复议案件十二件，没有一件被纠正。" * 4
REPORT = (
    Paragraph("桐陂区卫生健康局2024年法治政府建设年度报告", part=Part.TITLE),
    Paragraph("区政府：", part=Part.ADDRESSEE),
    Paragraph("2024年，区卫生健康局深入推进法治政府建设。现将有关情况报告如下："),
    Paragraph("主要举措和成效", 1, "一、", 7),
    Paragraph("加强学习", 2, "（一）", 4),
    Paragraph(LONG),
    Paragraph("存在的不足", 1, "二、", 5),
    Paragraph("基层执法力量不足，“双随机”监管还要加强；下一步，将补充人员。"),
    Paragraph("桐陂区卫生健康局", part=Part.CLOSING),
    Paragraph("2025年1月16日", part=Part.CLOSING),
)
PRINTED = [p.printed for p in REPORT]


def page(body: str, head: str = "", tail: str = "") -> bytes:
    return f"<html><head><meta charset='utf-8'>{head}</head><body>{body}{tail}</body></html>".encode()


def lines(body: str) -> list[str]:
    return read_html(page(f"<div class='TRS_Editor'>{body}<p>{LONG}</p></div>")).text.split("\n")[:-1]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
@pytest.mark.parametrize("layout", ["trs", "ucap", "table", "plain"])
def test_a_page_gives_its_document_and_nothing_around_it(layout: Layout, encoding: str) -> None:
    reading = read_html(render_html(REPORT, layout, encoding))
    assert [line.strip() for line in reading.text.split("\n")] == PRINTED
    assert (reading.encoding, reading.hints["title"]) == (encoding, PRINTED[0])


def test_the_table_of_contents_of_a_public_document_becomes_hints() -> None:
    hints = read_html(render_html(REPORT, "ucap")).hints
    assert (hints["issuer"], hints["issued_on"]) == ("桐陂区人民政府", "2025-01-20")


def test_when_a_page_was_put_up_is_not_when_the_report_was_issued() -> None:
    hints = read_html(render_html(REPORT, "plain")).hints
    assert (hints["published_on"], "issued_on" in hints) == ("2025-01-20", False)


def test_the_head_of_the_page_is_believed_first() -> None:
    head = (
        '<meta name="ArticleTitle" content="青禾县2023年工作总结"><meta name="PubDate" content="2024/3/5 08:00:00">'
        '<meta name="ContentSource" content="青禾县司法局"><meta name="SiteName" content="青禾县人民政府">'
        "<title>别的标题-青禾县</title>"
    )
    assert dict(read_html(page(f"<div id='zoom'><p>{LONG}</p></div>", head)).hints) == {
        "title": "青禾县2023年工作总结",
        "published_on": "2024-03-05",
        "issuer": "青禾县司法局",
        "site": "青禾县人民政府",
    }


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>一、成效</p><p>二、不足</p>", ["一、成效", "二、不足"]),
        ("第一行<br>第二行<br/><br/>第三行", ["第一行", "第二行", "第三行"]),
        ("<p>推进依法\n    行政</p>", ["推进依法行政"]),  # the source's own line breaks are none of the text's
        ("<p>使用 AI\ntools 办公</p>", ["使用 AI tools 办公"]),
        ("<p>\u3000\u3000缩进</p>", ["\u3000\u3000缩进"]),
        ("<p>2<span>0</span><font>24</font>年</p>", ["2024年"]),
        ("<pre>甲\n乙</pre>", ["甲", "乙"]),
        ("<ol><li>甲</li><li>乙</li></ol>", ["1.甲", "2.乙"]),
        ("<ol start='4'><li>甲</li><li value='9'>乙</li><li>丙</li></ol>", ["4.甲", "9.乙", "10.丙"]),
        ("<ol reversed><li>甲</li><li>乙</li></ol>", ["2.甲", "1.乙"]),
        ("<ol type='a'><li>甲</li><li>乙</li></ol>", ["a.甲", "b.乙"]),
        ("<ol type='I'><li>甲</li></ol><ol type='i' start='4'><li>乙</li></ol>", ["I.甲", "iv.乙"]),
        ("<ol style='list-style: none'><li>1.甲</li></ol>", ["1.甲"]),
        ("<ol style='list-style-type:cjk-ideographic' start='11'><li>甲</li></ol>", ["十一、甲"]),
        ("<ol><li>甲<ol><li>子</li></ol></li><li>乙</li></ol>", ["1.甲", "1.子", "2.乙"]),
        ("<ul><li>甲</li></ul>", ["甲"]),
        (
            "<table><tr><th>项目</th><th>数</th></tr><tr><td><p>复</p><p>议</p></td><td>3</td></tr></table>",
            ["项目\t数", "复 议\t3"],
        ),
        ("<table><tr><td><p>甲。</p><p>乙。</p></td></tr></table>", ["甲。", "乙。"]),  # it only lays out the page
        ("<p>见<span style='display: none'>不</span>得</p><p hidden>无</p><script>无</script><!-- 无 -->", ["见得"]),
        ("<p>甲 &amp; 乙&lt;丙&#12290;</p>", ["甲 & 乙<丙。"]),
        ("<p>甲</p><div class='share'>分享到：微信</div><p>【打印】</p><p>乙</p>", ["甲", "乙"]),
    ],
)
def test_what_a_reader_of_the_page_sees(body: str, expected: list[str]) -> None:
    assert lines(body) == expected


def test_a_title_that_stands_only_above_the_document_comes_with_it() -> None:
    body = f"<h1>青禾县2023年工作总结</h1><div id='zoom'><p>{LONG}</p></div>"
    assert read_html(page(body)).text == f"青禾县2023年工作总结\n{LONG}"


def test_a_title_in_two_lines_is_not_repeated() -> None:
    body = f"<h1>青禾县2023年工作总结</h1><div id='zoom'><p>青禾县</p><p>2023年工作总结</p><p>{LONG}</p></div>"
    assert read_html(page(body)).text == f"青禾县\n2023年工作总结\n{LONG}"


def test_a_document_in_many_blocks_is_taken_whole() -> None:
    body = f"<div><div>一、成效</div><div>{LONG}</div><div>二、不足</div><div>人手少。</div></div>"
    assert read_html(page(body)).text == f"一、成效\n{LONG}\n二、不足\n人手少。"


def test_a_known_name_on_a_small_box_does_not_win() -> None:
    body = f"<div class='view'>摘要，很短。</div><div><p>一、成效</p><p>{LONG}</p></div>"
    assert LONG in read_html(page(body)).text


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (page(f"<p>{LONG}</p>"), "utf-8"),
        (b"\xef\xbb\xbf" + page(f"<p>{LONG}</p>"), "utf-8-sig"),
        (f"<html><body><p>{LONG}</p></body></html>".encode("gbk"), "gb18030"),  # declares nothing
        (page(f"<p>{LONG}</p>").replace(b"utf-8", b"gb2312"), "utf-8"),  # declares what it is not
        (f"<meta charset=gbk><p>{LONG}㐂</p>".encode("gb18030"), "gb18030"),
        (f"<html><p>{LONG}</p></html>".encode("utf-16"), "utf-16"),
    ],
)
def test_the_encoding_is_told_from_the_bytes(data: bytes, encoding: str) -> None:
    reading = read_html(data)
    assert (reading.encoding, LONG in reading.text) == (encoding, True)


def test_one_broken_byte_does_not_cost_the_page() -> None:
    data = page(f"<p>{LONG * 5}</p>").replace("执法".encode(), "执法".encode()[:-1], 1)
    assert read_html(data).text.count("\ufffd") == 1


def test_mhtml_is_unpacked() -> None:
    head = (
        b"From: <Saved by Browser>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n"
        b"--x\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    )
    data = head + page(f"<p>{LONG}</p>") + b"\r\n--x\r\nContent-Type: image/png\r\n\r\nx\r\n--x--\r\n"
    assert read_html(data).text == LONG


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<iframe src='a.html'></iframe>", "网页里没有正文，正文在框架页里"),
        ("<div id='app'></div><script>draw()</script>", "网页里没有正文，正文由脚本显示"),
        ("<p>年度报告见附件</p><a href='P02.pdf'>年度报告.pdf</a>", "网页里没有正文，正文在附件“年度报告.pdf”里"),
        ("<img src='1.jpg'>", "网页里没有正文，只有图片"),
        ("<p>页面不存在</p>", "网页里没有正文"),
    ],
)
def test_a_page_without_a_document_says_where_it_is(body: str, reason: str) -> None:
    with pytest.raises(ReportError) as caught:
        read_html(page(body))
    assert (caught.value.reason, caught.value.code) == (reason, "no-text")
    assert caught.value.cure


def test_a_page_nested_thousands_deep_is_read() -> None:
    depth = 5_000
    assert LONG in read_html(page("<div>" * depth + f"<p>{LONG}</p>" + "</div>" * depth)).text
