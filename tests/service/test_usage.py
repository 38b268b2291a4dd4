"""The grammar of the command line: help and complaints in Chinese, exit status 2 on wrong use."""

import re

import pytest

from search_api.command.cli import main
from search_api.command.commands import COMMANDS
from search_api.command.options import command_parser, search_request


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)])
def test_help_is_chinese(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main([*command, "--help"])
    assert end.value.code == 0
    text = capsys.readouterr().out
    assert text.startswith("用法：jiejian")
    assert "显示本说明" in text
    assert not re.search(r"usage:|optional|positional|show this", text)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ([], "缺少参数：子命令。用法见：jiejian --help"),
        (["find", "医疗"], "参数 子命令 不能是 'find'，可选："),
        (["search"], "以下参数要给出一个：检索内容 --batch"),
        (["search", "医疗", "--batch", "x"], "参数 --batch 与 检索内容 不能同时使用"),
        (["search", "医疗", "--colour", "x"], "不认识的参数：--colour x"),
        (["search", "医疗", "--lim", "5"], "不认识的参数：--lim 5"),
        (["search", "医疗", "--limit"], "参数 --limit 后面要有一个值"),
        (["search", "医疗", "--limit", "0"], "参数 --limit：应是 1 到 200 之间的整数，现为“0”"),
        (["search", "医疗", "--limit", "十"], "参数 --limit：应是 1 到 200 之间的整数，现为“十”"),
        (["search", "医疗", "--mode", "fuzzy"], "参数 --mode 不能是 'fuzzy'，可选："),
        (["compare", "普法", "--kind", "成绩"], "参数 --kind 不能是 '成绩'，可选："),
        (["ask", "普法", "--year", "24"], "参数 --year：年份应写成 2024 或 2021-2024，现为“24”"),
        (["ask", "普法", "--year", "2024-2021"], "参数 --year：起始年 2024 晚于截止年 2021"),
        (["ask", "普法", "--year", "1024"], "参数 --year：年份应在 1949 到 2100 之间，现为“1024”"),
        (["status", "--json=1"], "参数 --json 不带值，现为 '1'"),
        (["serve", "--port", "65536"], "参数 --port：应是 1 到 65535 之间的整数，现为“65536”"),
    ],
)
def test_wrong_use_is_one_chinese_line(arguments: list[str], line: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(line)
    assert printed.err.count("\n") == 1
    assert "用法见：jiejian" in printed.err


def test_options_become_a_request() -> None:
    line = "search 医疗 --limit 3 --mode words --group district --district 甲区 --district 乙区 --city 丙市"
    line += " --province 丁省 --genre 工作总结 --report a/b.txt --kind 问题 --year 2021-2024"
    line += " --with 一案一档 --without 诉讼 --without 仲裁 --explain"
    given = command_parser(COMMANDS).parse_args(line.split())
    assert search_request(given, given.text).model_dump() == {
        "text": "医疗",
        "limit": 3,
        "mode": "words",
        "group": "district",
        "phrases": ["一案一档"],
        "exclude": ["诉讼", "仲裁"],
        "explain": True,
        "nearest": True,
        "district": ["甲区", "乙区"],
        "city": ["丙市"],
        "province": ["丁省"],
        "genre": ["工作总结"],
        "report": ["a/b.txt"],
        "kind": ["问题"],
        "year_from": 2021,
        "year_to": 2024,
    }


def test_a_single_year_is_both_ends() -> None:
    given = command_parser(COMMANDS).parse_args(["search", "医疗", "--year", "2024"])
    request = search_request(given, given.text)
    assert (request.year_from, request.year_to) == (2024, 2024)
