"""An outline as a page of an official site: its navigation, metadata and buttons around the document."""

import html
from collections.abc import Callable, Sequence
from typing import Literal

from tests.rendering.outline import Paragraph, Part

Layout = Literal["trs", "ucap", "table", "plain"]

_MENU = "".join(
    f'<li><a href="/{n}/">{word}</a></li>'
    for n, word in enumerate(("首页", "政务公开", "政务服务", "互动交流", "走进桐陂"))
)
_NEWS = "".join(
    f'<li><a href="/xw/{n}.html">桐陂区召开第{n}次工作推进会，部署年度重点任务</a><span>2025-01-0{n}</span></li>'
    for n in range(1, 6)
)
_FOOT = (
    '<div class="footer"><p>版权所有：桐陂区人民政府　主办：桐陂区人民政府办公室</p>'
    "<p>网站标识码：3300000000　备案号：云ICP备00000000号</p></div>"
)
_CRUMBS = (
    '<div class="crumbs">您当前的位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; 年度报告</div>'
)
_INFO = (
    '<div class="info">发布时间：2025-01-20 09:30　来源：桐陂区人民政府　'
    '<span>【字体：<a href="#">大</a> <a href="#">中</a> <a href="#">小</a>】</span></div>'
)
_BUTTONS = (
    '<div class="share">分享到：<a href="#">微信</a><a href="#">微博</a></div>'
    '<p class="turn">上一篇：<a href="/a.html">桐陂区民政局年度报告</a></p>'
    '<p class="turn">下一篇：<a href="/b.html">没有了</a></p>'
    '<div class="tools"><a href="javascript:window.print()">【打印本页】</a> <a href="#">【关闭窗口】</a></div>'
)


def render_html(paragraphs: Sequence[Paragraph], layout: Layout = "trs", encoding: str = "gb18030") -> bytes:
    """The bytes of the page; its encoding is declared as sites do, gb2312 for GB18030."""
    title = "".join(p.printed for p in paragraphs if p.part is Part.TITLE)
    body = _LAYOUTS[layout](title, "\n".join(map(_set, paragraphs)))
    declared = "gb2312" if encoding == "gb18030" else encoding
    page = (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN">\n<html><head>\n'
        f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">\n'
        f'<meta name="SiteName" content="桐陂区人民政府">\n<meta name="ArticleTitle" content="{html.escape(title)}">\n'
        '<meta name="ColumnName" content="年度报告">\n'
        f"<title>{html.escape(title)}_桐陂区人民政府</title>\n<style>.hd{{color:red}}</style>\n"
        "<script>var site='桐陂区，人民政府。';</script></head>\n"
        f'<body><!-- 页面开始 --><div class="header"><ul>{_MENU}</ul></div>\n{body}\n{_FOOT}</body></html>'
    )
    return page.encode(encoding)


def _set(paragraph: Paragraph) -> str:
    words = html.escape(paragraph.printed)
    match paragraph.part:
        case Part.TITLE:
            return f'<p style="text-align:center"><strong><span style="font-size:29px">{words}</span></strong></p>'
        case Part.ADDRESSEE:
            return f"<p>{words}</p>"
        case Part.CLOSING:
            return f'<p align="right">{words}&nbsp;</p>'
    half = len(words) // 2 if "&" not in words else 0  # an editor leaves its spans anywhere
    return f'<p>\u3000\u3000<span style="font-family:仿宋">{words[:half]}</span><span>{words[half:]}</span></p>'


def _trs(title: str, document: str) -> str:
    return (
        f'<div class="wrap">{_CRUMBS}<h1>{html.escape(title)}</h1>{_INFO}'
        f'<div class="xl-box"><div class="TRS_Editor">{document}</div></div>{_BUTTONS}</div>'
        f'<div class="side"><h3>最新信息</h3><ul>{_NEWS}</ul></div>'
    )


def _ucap(title: str, document: str) -> str:
    index = (
        '<table class="index"><tr><td>索引号：</td><td>330000/2025-00001</td>'
        "<td>发文机关：</td><td>桐陂区人民政府</td></tr>"
        "<tr><td>成文日期：</td><td>2025年1月20日</td><td>主题分类：</td><td>卫生</td></tr></table>"
    )
    return (
        f'<div class="xxgk">{_CRUMBS}{index}'
        f'<div class="pages_content" id="UCAP-CONTENT">{document}</div>{_BUTTONS}</div>'
    )


def _table(title: str, document: str) -> str:
    return (
        f'<table width="1000"><tr><td>{_CRUMBS}</td></tr><tr><td><table><tr><td width="200"><ul>{_NEWS}</ul></td>'
        f"<td>{document}</td></tr></table></td></tr><tr><td>{_BUTTONS}</td></tr></table>"
    )


def _plain(title: str, document: str) -> str:
    return f'<div id="c1">{_CRUMBS}{_INFO}<div id="c2">{document}</div>{_BUTTONS}</div><ul>{_NEWS}</ul>'


_LAYOUTS: dict[Layout, Callable[[str, str], str]] = {"trs": _trs, "ucap": _ucap, "table": _table, "plain": _plain}
