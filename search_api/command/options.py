"""The command line's grammar: which subcommands and options there are, and how they become requests."""

import argparse
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, get_args

from search_api.command.wording import ChineseParser
from search_api.schemas import AskRequest, CompareRequest, Group, Kind, Mode, SearchRequest

_FIRST_YEAR, _LAST_YEAR = 1949, 2100
_SET = "；默认取设置项 JIEJIAN_ARCHIVE"
_EPILOG = "每个子命令都有自己的说明，如：jiejian search --help\n设置也可以用环境变量 JIEJIAN_* 给出，见 README。"

Run = Callable[[argparse.Namespace], int]


def command_parser(commands: Mapping[str, Run]) -> ChineseParser:
    """The parser of `jiejian`; each subcommand sets `run` to the function that `commands` has under its name."""
    parser = ChineseParser("jiejian", "借鉴：政府工作报告档案的语义检索、对比与问答", _EPILOG)
    parsers = parser.add_subparsers(title="子命令", metavar="子命令", dest="command", required=True)

    def subcommand(name: str, text: str) -> argparse.ArgumentParser:
        added: argparse.ArgumentParser = parsers.add_parser(name, help=text, description=text)
        added.set_defaults(run=commands[name])
        return added

    _parse(subcommand("parse", "读一份报告，给出元数据、章节和正文"))
    _intake(subcommand("intake", "检查档案目录里的文件：收录什么、存疑什么、拒收什么，怎么办（不建索引）"))
    _build(subcommand("build", "为档案目录建立索引：只处理新的和改过的文件，检查合格后启用"))
    _publish(subcommand("publish", "启用已建好的索引：完整、且不比正在用的差才启用"))
    _rollback(subcommand("rollback", "退回到先前的索引，立即生效"))
    _with_json(_with_index(subcommand("history", "索引的来历：何时、何人、为何启用或退回")))
    _preview(subcommand("preview", "试用词典和同义词：哪些问题的结果会变，怎么变（什么也不改）"))
    _watch(subcommand("watch", "看守档案目录：有新文件就自动更新索引"))
    _search(subcommand("search", "检索"))
    _compare(subcommand("compare", "对比：一个事项，每份报告怎么写"))
    _ask(subcommand("ask", "问答：用报告原句作答，查无依据时说明原因"))
    _with_json(_with_index(subcommand("status", "正在使用的索引：模型、份数、段数")))
    _doctor(subcommand("doctor", "检查安装、模型、索引、档案有没有毛病，怎么修"))
    _backup(subcommand("backup", "把索引、档案和设置备份成一个文件"))
    _restore(subcommand("restore", "从备份恢复索引和档案：核对、自检之后才启用"))
    _kit(subcommand("kit", "制作离线安装包：程序、模型、档案、索引，在没有网络的机器上一条命令装好"))
    _serve(subcommand("serve", "启动检索服务（HTTP）"))
    _ui(subcommand("ui", "启动网页（检索服务要先启动）"))
    _run(subcommand("run", "一步到位：备好模型、建索引、启动服务和网页"))
    return parser


def search_request(given: argparse.Namespace, text: str) -> SearchRequest:
    """The search that the options ask for.

    Raises:
        pydantic.ValidationError: a value is out of range.
    """
    return SearchRequest(
        text=text, limit=given.limit, mode=given.mode, group=given.group, explain=given.explain, **_query(given)
    )


def compare_request(given: argparse.Namespace, text: str) -> CompareRequest:
    """The comparison that the options ask for."""
    return CompareRequest(topic=text, **_query(given))


def ask_request(given: argparse.Namespace, text: str) -> AskRequest:
    """The question that the options ask."""
    return AskRequest(text=text, **_query(given))


def years(text: str) -> tuple[int, int]:
    """`2024` or `2021-2024`, both ends included.

    Raises:
        argparse.ArgumentTypeError: it is neither, or the range is reversed or out of bounds.
    """
    found = re.fullmatch(r"(\d{4})(?:-(\d{4}))?", text.strip(), re.ASCII)
    if found is None:
        raise argparse.ArgumentTypeError(f"年份应写成 2024 或 2021-2024，现为“{text}”")
    first, last = int(found[1]), int(found[2] or found[1])
    if first > last:
        raise argparse.ArgumentTypeError(f"起始年 {first} 晚于截止年 {last}")
    if first < _FIRST_YEAR or last > _LAST_YEAR:
        raise argparse.ArgumentTypeError(f"年份应在 {_FIRST_YEAR} 到 {_LAST_YEAR} 之间，现为“{text}”")
    return first, last


def _within(low: int, high: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if not text.strip().isdecimal() or not low <= int(text) <= high:
            raise argparse.ArgumentTypeError(f"应是 {low} 到 {high} 之间的整数，现为“{text}”")
        return int(text)

    return number


def _query(given: argparse.Namespace) -> dict[str, Any]:
    """What narrows the search: the conditions on the text, and the filters."""
    first, last = given.year or (None, None)
    values: dict[str, Any] = {
        name: getattr(given, name) for name in ("province", "city", "district", "kind", "genre", "report")
    }
    values |= {"phrases": given.phrases, "exclude": given.exclude}
    return {"year_from": first, "year_to": last, **values}


def _parse(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="文件", type=Path)
    _with_json(parser)


def _intake(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("archive", metavar="档案目录", type=Path)
    parser.add_argument("--manifest", metavar="CSV", type=Path, help="更正元数据的清单，代替档案目录里的 manifest.csv")
    parser.add_argument("--xlsx", metavar="文件", type=Path, help="另存一份收录情况表，用 Excel、WPS 打开")
    _with_json(parser)


def _build(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("archive", metavar="档案目录", type=Path)
    parser.add_argument("--manifest", metavar="CSV", type=Path, help="更正元数据的清单，代替档案目录里的 manifest.csv")
    parser.add_argument("--no-publish", action="store_true", help="建好、检查后放在一旁，用 jiejian publish 启用")
    anew = parser.add_mutually_exclusive_group()
    anew.add_argument("--full", action="store_true", help="全部从头做，不用以前的结果")
    anew.add_argument("--rechunk", action="store_true", help="重新分章、分段，不重读文件")
    anew.add_argument("--embed-only", action="store_true", help="只重算向量")
    _with_json(_with_index(parser))


def _publish(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="索引名", nargs="?", help="默认最新一个还没启用过的")
    parser.add_argument("--force", action="store_true", help="比正在用的差也启用，须写明理由")
    parser.add_argument("--because", metavar="理由", help="记入来历")
    _with_json(_with_index(parser))


def _rollback(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="索引名", nargs="?", help="默认上一个用过的")
    parser.add_argument("--because", metavar="理由", help="记入来历")
    _with_json(_with_index(parser))


def _watch(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("archive", metavar="档案目录", type=Path)
    parser.add_argument("--manifest", metavar="CSV", type=Path, help="更正元数据的清单，代替档案目录里的 manifest.csv")
    parser.add_argument(
        "--seconds", metavar="秒", type=_within(1, 86400), default=10, help="隔多久看一次，默认 10；两次所见相同才更新"
    )
    _with_index(parser)


def _preview(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dictionary", metavar="文件", type=Path, help="要试的词典，默认用现在的")
    parser.add_argument("--synonyms", metavar="文件", type=Path, help="要试的同义词表，默认用现在的")
    parser.add_argument("--archive", metavar="档案目录", type=Path, help="用其中 golden.tsv 的问题，默认用建索引时的")
    parser.add_argument("--judged", metavar="目录", type=Path, help="再加 queries.jsonl、qrels.tsv 里的问题")
    parser.add_argument("--question", metavar="问题", action="append", default=[], help="再试一个问题，可重复给出")
    _with_json(_with_index(parser))


def _search(parser: argparse.ArgumentParser) -> None:
    _with_text(parser, "检索内容")
    parser.add_argument("--limit", metavar="N", type=_within(1, 200), default=10, help="最多几条或几组，默认 10")
    parser.add_argument(
        "--mode", choices=get_args(Mode), default="hybrid", help="hybrid 兼用、meaning 按意思、words 按词、exact 原文"
    )
    parser.add_argument(
        "--group", choices=get_args(Group), default="none", help="none 不分组、report 按报告、district 按区县和年份"
    )
    parser.add_argument("--explain", action="store_true", help="说明每一条为什么排在这里")
    _with_filters(parser)


def _compare(parser: argparse.ArgumentParser) -> None:
    _with_text(parser, "事项")
    _with_filters(parser)


def _ask(parser: argparse.ArgumentParser) -> None:
    _with_text(parser, "问题")
    _with_filters(parser)


def _doctor(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--archive", metavar="档案目录", type=Path, help=f"也检查档案：清单能否使用，建索引后有没有变动{_SET}"
    )
    parser.add_argument("--manifest", metavar="CSV", type=Path, help="代替档案目录里的 manifest.csv")
    parser.add_argument("--service", metavar="网址", help="也检查正在运行的检索服务，如 http://127.0.0.1:8710")
    _with_json(_with_index(parser))


def _backup(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="备份文件", type=Path, help="是普通的 zip，里面有全部文件的校验和")
    parser.add_argument("--archive", metavar="档案目录", type=Path, help=f"也备份档案：报告原件、清单、词典{_SET}")
    parser.add_argument("--all", action="store_true", help="备份每一代索引，不只是正在使用的一代")
    parser.add_argument("--cache", action="store_true", help="也备份向量缓存：恢复后重建索引不用重算，文件大得多")
    parser.add_argument("--force", action="store_true", help="覆盖已有的备份文件")
    _with_json(_with_index(parser))


def _restore(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="备份文件", type=Path)
    parser.add_argument("--archive", metavar="档案目录", type=Path, help="把档案恢复到这个目录，应不存在或是空的")
    _with_json(_with_index(parser))


def _kit(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="目录", type=Path, help="离线包放在这里，应不存在")
    parser.add_argument("--archive", metavar="档案目录", type=Path, help=f"带上档案{_SET}")
    _with_json(_with_index(parser))


def _with_watch(parser: argparse.ArgumentParser) -> None:
    told = "每隔这么多秒看一次档案，有新文件且已放稳就自动更新索引；不写秒数为 10，默认不看"
    parser.add_argument("--watch", metavar="秒", type=_within(1, 86400), nargs="?", const=10, help=told)


def _serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", metavar="地址", help="监听地址，默认 127.0.0.1（只供本机）")
    parser.add_argument("--port", metavar="端口", type=_within(1, 65535), help="服务端口，默认 8710")
    parser.add_argument("--archive", metavar="档案目录", type=Path, help="可在网页上维护的档案；不给出则不能维护")
    parser.add_argument("--manifest", metavar="CSV", type=Path, help="代替档案目录里的 manifest.csv")
    _with_watch(parser)
    _with_index(parser)


def _ui(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", metavar="地址", help="监听地址，默认 127.0.0.1（只供本机）")
    parser.add_argument("--port", dest="page_port", metavar="端口", type=_within(1, 65535), help="网页端口，默认 8510")
    parser.add_argument("--api", metavar="网址", help="检索服务的网址，默认 http://127.0.0.1:8710")


def _run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "archive", metavar="档案目录", type=Path, nargs="?", default=Path("corpus/sample"), help="默认 corpus/sample"
    )
    parser.add_argument("--manifest", metavar="CSV", type=Path, help="更正元数据的清单")
    _with_watch(parser)
    _with_index(parser)


def _with_text(parser: argparse.ArgumentParser, name: str) -> None:
    parser.usage = f"{parser.prog} [选项] ({name} | --batch 文件)"
    one = parser.add_mutually_exclusive_group(required=True)
    one.add_argument("text", metavar=name, nargs="?")
    one.add_argument("--batch", metavar="文件", type=Path, help='一行一个 {"id","text"}，逐行输出 JSON；- 表示标准输入')
    _with_json(_with_index(parser))


def _with_filters(parser: argparse.ArgumentParser) -> None:
    _with_conditions(parser)
    group = parser.add_argument_group("筛选（同一项可重复给出，取其一即可；不同项须同时符合）")
    texts = {"district": "区县", "city": "地市", "province": "省", "genre": "文种", "report": "报告路径"}
    for name, text in texts.items():
        group.add_argument(f"--{name}", metavar=text, action="append", default=[])
    group.add_argument("--kind", choices=get_args(Kind), action="append", default=[], help="章节类别")
    group.add_argument("--year", metavar="年份", type=years, help="报告年度：2024 或 2021-2024")


def _with_conditions(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group(
        "段落文字的条件（可重复给出，须同时符合；也可写在检索内容里：医疗纠纷 “一案一档” -诉讼）"
    )
    group.add_argument("--with", dest="phrases", metavar="原文", action="append", default=[], help="一字不差写有")
    group.add_argument("--without", dest="exclude", metavar="词", action="append", default=[], help="不含")


def _with_index(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--index", metavar="目录", type=Path, help="索引目录，默认 ./index")
    return parser


def _with_json(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    return parser
