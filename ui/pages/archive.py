"""档案: what is held, what was refused and why, what is in doubt, what is missing."""

import streamlit as st

from search_api.schemas import ArchiveResponse, StatusResponse
from ui.landing import held
from ui.render import notice
from ui.session import service
from ui.tables import doubted, holdings, listed, reports


def show() -> None:
    """The figures, the grid of districts and years, the lists."""
    archive, status = service().archive(), service().status()
    st.html(f'<h1 class="page-title">档案</h1>{held(status, archive)}')
    if not archive.reports:
        st.html(notice("档案里还没有报告", ["请维护人员把报告放进档案目录，再运行 jiejian build。"]))
    st.html(_body(archive, status))


def _body(archive: ArchiveResponse, status: StatusResponse) -> str:
    parts = []
    if archive.reports:
        parts.append(_part("区县与年度", holdings(archive), "有：点开即看；缺：名册上应有而档案里没有"))
    if archive.expected:
        pairs = [(f"{e.city or ''}{e.district}", f"{e.year} 年") for e in archive.expected]
        parts.append(_part(f"应有而缺 {len(pairs)} 份", listed("名册上有、档案里没有", ("区县", "年度"), pairs)))
    if archive.refused:
        pairs = [(r.path, r.reason) for r in archive.refused]
        parts.append(_part(f"未收入 {len(pairs)} 份", listed("读不了的文件与原因", ("文件", "原因"), pairs)))
    if archive.doubts:
        parts.append(_part(f"存疑 {len(archive.doubts)} 处", doubted(archive.doubts), "请维护人员看一看"))
    if archive.reports:
        parts.append(_part(f"全部报告 {len(archive.reports)} 份", reports(archive.reports)))
    when = status.built_at[:16].replace("T", " ")
    return f'{"".join(parts)}<p class="built">索引 {status.generation}，建于 {when}，模型 {status.model}</p>'


def _part(title: str, inner: str, hint: str = "") -> str:
    told = f'<p class="hint">{hint}</p>' if hint else ""
    return f'<section class="part"><h2>{title}</h2>{told}{inner}</section>'
