"""What the command line prints: JSON for machines, calm Chinese for people."""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import singledispatch
from pathlib import Path
from typing import Any, TextIO

from indexer.errors import QueryError
from search_api.command.account import account
from search_api.schemas import (
    AskResponse,
    BuildResponse,
    Cell,
    CompareResponse,
    FileOut,
    Hit,
    IntakeResponse,
    ReportResponse,
    Schema,
    SearchResponse,
    StatusResponse,
)
from search_api.schemas.publication import HistoryResponse, PublishResponse
from search_api.schemas.upkeep import BackupResponse, DoctorResponse, KitResponse, RestoreResponse
from search_api.schemas.words import PreviewQuestion, PreviewResponse

_STATUS = {"present": "有", "absent": "未提及", "unreadable": "未能解析", "not_collected": "未收录"}
_SHOWN = 20  # entries of a list of refusals or doubts


def print_json(data: Mapping[str, Any]) -> None:
    """One line of JSON on stdout, at once, so that a reader of a pipe need not wait for the rest."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False) + "\n")
    sys.stdout.flush()


@contextmanager
def lines_of(path: Path) -> Iterator[TextIO]:
    """The lines of a UTF-8 file, or of stdin for `-`.

    Raises:
        QueryError: the file cannot be opened.
    """
    if str(path) == "-":
        yield sys.stdin
        return
    try:
        file = path.open(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise QueryError(f"打不开文件 {path}", "请检查 --batch 后的路径和权限", "batch") from error
    with file:
        yield file


@singledispatch
def in_words(response: Schema) -> str:
    """`response` as a person reads it."""
    raise TypeError(type(response).__name__)


@in_words.register
def _(response: SearchResponse) -> str:
    parts = list(response.notes)
    parts += [_hit(number, hit) for number, hit in enumerate(response.hits, 1)]
    for number, group in enumerate(response.groups, 1):
        parts.append(
            f"【{number}】{_place(group.district or group.city or group.province or group.report, group.year)}"
        )
        parts += [_hit(n, hit) for n, hit in enumerate(group.hits, 1)]
    if not response.hits and not response.groups and not response.notes:
        parts.append("没有找到相符的段落。可换个说法，或放宽筛选。")
    return "\n\n".join(parts)


@in_words.register
def _(response: CompareResponse) -> str:
    present = sum(c.status == "present" for c in response.cells)
    head = f"“{response.topic}”：{len(response.cells)} 份报告中 {present} 份提到"
    return "\n\n".join([head, *response.notes, *map(_cell, response.cells)])


@in_words.register
def _(response: AskResponse) -> str:
    if response.abstained:
        near = [_hit(number, hit) for number, hit in enumerate(response.related, 1)]
        return "\n\n".join(
            [f"未作答：{response.reason}", *response.notes, *(["相近的段落（不足以作答）："] if near else []), *near]
        )
    sources = [
        f"[{number}] {_place(c.district, c.year)}《{c.title}》{c.section}\n    “{c.quote}”\n    出处 {c.address}"
        for number, c in enumerate(response.citations, 1)
    ]
    return "\n\n".join([response.answer or "", *response.notes, *sources])


@in_words.register
def _(response: BuildResponse) -> str:
    done = "索引已建成并启用" if response.published else "索引已建成，还没有启用（jiejian publish）"
    head = (
        f"{done if response.changed else '没有变化，仍用现有索引'}：{response.generation}\n"
        f"{response.reports} 份报告，{response.passages} 段，{response.sentences} 句；"
        f"新算向量 {response.embedded}，沿用 {response.reused}；用时 {response.seconds:.1f} 秒"
    )
    refused = _listed("未收录", [f"{r.path}：{r.reason}" for r in response.refused])
    doubts = _listed("有疑问", [f"{d.path}：{d.reason}" for d in response.doubts])
    return "\n\n".join(filter(None, [head, *response.notes, refused, doubts]))


@in_words.register
def _(response: PublishResponse) -> str:
    worse = _listed("不如原来之处", response.worse)
    before = f"，原为 {response.before}，可用 jiejian rollback 退回" if response.before else ""
    return "\n\n".join(filter(None, [f"正在使用 {response.generation}{before}", *response.notes, worse]))


@in_words.register
def _(response: PreviewResponse) -> str:
    if not response.questions:
        return "没有可试的问题。可在网页上把检索结果标为标准答案，或用 --question 给出问题"
    head = f"试了 {response.questions} 题：变好 {response.better}，变差 {response.worse}，" + (
        f"只是结果有变 {response.reordered}，不变 {response.same}"
    )
    if response.score_before is not None and response.score_after is not None:
        head += f"；平均得分 {response.score_before:.3f} → {response.score_after:.3f}"
    return "\n\n".join([head, *map(_tried, response.changed)])


def _tried(question: PreviewQuestion) -> str:
    word = {"better": "变好", "worse": "变差", "reordered": "结果有变", "same": "不变"}[question.change]
    known = question.before is not None and question.after is not None
    score = f"  {question.before:.3f} → {question.after:.3f}" if known else ""
    sides = (("现在", question.hits_before), ("改后", question.hits_after))
    lines = [
        f"  {side} {n}. {_place(h.district, h.year)}：{h.text}" for side, hits in sides for n, h in enumerate(hits, 1)
    ]
    return "\n".join([f"[{word}] {question.text}{score}", *lines])


@in_words.register
def _(response: HistoryResponse) -> str:
    acts = {
        "published": "启用",
        "forced": "强制启用",
        "refused": "未准启用",
        "rolled-back": "退回",
        "restored": "从备份恢复",
    }
    lines = [
        f"{e.at}  {acts[e.act]} {e.generation}  {e.by}{'  ' if e.because else ''}{e.because}" for e in response.entries
    ]
    return "\n".join([f"正在使用 {response.served or '（无）'}；存有 {'、'.join(response.held) or '（无）'}", *lines])


@in_words.register
def _(response: IntakeResponse) -> str:
    head = f"{len(response.files)} 个文件：收录 {response.taken}，存疑 {response.doubtful}，拒收 {response.refused}" + (
        f"；名册上还缺 {response.missing} 份" if response.missing else ""
    )
    of = {verdict: [_examined(f) for f in response.files if f.verdict == verdict] for verdict in ("拒收", "存疑")}
    lists = _listed("清单有疑问", [f"{d.path}：{d.reason}" for d in response.lists])
    missing = _listed("名册上有、档案里没有", [_place(c.district, c.year) for c in response.roster if c.state == "缺"])
    parts = [head, _listed("拒收", of["拒收"]), _listed("存疑", of["存疑"]), lists, missing]
    return "\n\n".join(filter(None, parts))


@in_words.register
def _(response: ReportResponse) -> str:
    r = response.report
    place = " ".join(dict.fromkeys(filter(None, (r.province, r.city, r.district)))) or "不明"
    head = "\n".join(
        (
            f"标题    {r.title}",
            f"发文    {'、'.join(r.issuers) or '不明'}",
            f"区划    {place}{f'（{r.code}）' if r.code else ''}",
            f"年度    {r.year or '不明'}",
            f"日期    {r.issued_on or '不明'}",
            f"文种    {r.genre or '不明'}",
        )
    )
    tree = "\n".join(f"{'　' * (s.level - 1)}{s.number}{s.title}  〔{s.kind}〕" for s in response.sections)
    parts = [head, tree or "没有认出章节", _listed("有疑问", response.warnings), response.text]
    return "\n\n".join(filter(None, parts))


@in_words.register
def _(response: StatusResponse) -> str:
    size = f"{response.reports} 份报告，{response.passages} 段，{response.sentences} 句，{response.characters} 字"
    return "\n".join(
        (
            f"索引    {response.index}（{response.generation}）",
            f"建于    {response.built_at}",
            f"模型    {response.model}",
            f"收录    {size}",
            f"未收录  {response.refused} 个文件",
            f"版本    {response.version}",
        )
    )


@in_words.register
def _(response: DoctorResponse) -> str:
    if not response.findings:
        return "检查完毕，没有发现问题"
    head = f"检查完毕：{response.errors} 处错误，{response.warnings} 处提醒"
    names = {"error": "错误", "warning": "提醒"}
    return "\n\n".join([head, *(f"[{names[f.severity]}] {f.what}\n       {f.cure}" for f in response.findings)])


@in_words.register
def _(response: BackupResponse) -> str:
    without = "；没有报告原件（要带上，请加 --archive）"
    archive = f"，档案 {response.archive_files} 个文件" if response.archive_files else without
    head = (
        f"已备份：{response.path}（{_megabytes(response.bytes)}，用时 {response.seconds:.1f} 秒）\n"
        f"索引 {'、'.join(response.generations)}，{response.reports} 份报告{archive}；自检问题 {response.proved} 个"
    )
    left = _listed("未能备份", [f"{f.path}：{f.reason}" for f in response.left_out])
    return "\n\n".join(filter(None, [head, left]))


@in_words.register
def _(response: RestoreResponse) -> str:
    lines = [
        f"已恢复并启用：{response.index}（{response.generation}），{response.reports} 份报告",
        f"备份于 {response.made_at}；自检 {response.proved} 个问题，与备份时答得相同；用时 {response.seconds:.1f} 秒",
    ]
    if response.archive:
        lines.append(f"档案 {response.archive_files} 个文件在 {response.archive}")
    elif response.archive_files:
        lines.append(f"备份里还有档案 {response.archive_files} 个文件，没有恢复（要恢复，请加 --archive 目录）")
    lines += [f"备份时的设置，按需要设：{name}={value}" for name, value in response.settings.items()]
    return "\n".join(lines)


@in_words.register
def _(response: KitResponse) -> str:
    return (
        f"离线包已做好：{response.path}（{_megabytes(response.bytes)}，用时 {response.seconds:.0f} 秒）\n"
        f"软件包 {response.wheels} 个（{_megabytes(response.wheels_bytes)}），模型 {'、'.join(response.models)}"
        f"（{_megabytes(response.model_bytes)}），索引和档案 {_megabytes(response.backup_bytes)}\n"
        "整个目录拷到没有网络的机器上，在里面运行：sh install.sh"
    )


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.1f} MB"


def _hit(number: int, hit: Hit) -> str:
    same = f"\n   另有 {len(hit.same_wording)} 份报告有相同的句子" if hit.same_wording else ""
    place = _place(hit.district or hit.city or hit.province, hit.year)
    why = "".join(f"\n   {line}" for line in account(hit))
    head = f"{number}. {place}《{hit.title}》\n   {hit.section}\n   {_indented(hit.text)}\n   出处 {hit.address}"
    return f"{head}{same}{why}"


def _examined(file: FileOut) -> str:
    """A file with all that is wrong about it, each with its cure."""
    return "\n".join([file.path, *(f"    {f.reason}。{f.cure}" for f in file.findings)])


def _cell(cell: Cell) -> str:
    place = cell.district or cell.city or cell.province or cell.report
    head = f"{_place(place, cell.year)}：{_STATUS[cell.status]}"
    if cell.passage is not None:
        return f"{head}\n   {cell.passage.section}\n   {_indented(cell.passage.text)}\n   出处 {cell.passage.address}"
    return f"{head}（{cell.reason}）" if cell.reason else head


def _place(place: str | None, year: int | None) -> str:
    return " ".join(filter(None, (place, f"{year}年" if year else "")))


def _indented(text: str) -> str:
    return "\n   ".join(text.splitlines())


def _listed(name: str, entries: list[str]) -> str:
    if not entries:
        return ""
    more = [f"  …… 另有 {len(entries) - _SHOWN} 条，见 --json"] if len(entries) > _SHOWN else []
    return "\n".join([f"{name}（{len(entries)}）", *(f"  {entry}" for entry in entries[:_SHOWN]), *more])
