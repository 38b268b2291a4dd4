"""argparse in Chinese: help, usage and complaints about wrong use; exit status 2 with one line and where to look."""

import argparse
import re
import sys
from collections.abc import Iterable
from typing import NoReturn
from unicodedata import east_asian_width

_COMPLAINTS = (
    (r"the following arguments are required: (.*)", "缺少参数：{}"),
    (r"one of the arguments (.*) is required", "以下参数要给出一个：{}"),
    (r"unrecognized arguments: (.*)", "不认识的参数：{}"),
    (r"argument (.*?): invalid choice: (.*?) \(choose from (.*)\)", "参数 {} 不能是 {}，可选：{}"),
    (r"argument (.*?): not allowed with argument (.*)", "参数 {} 与 {} 不能同时使用"),
    (r"argument (.*?): expected one argument", "参数 {} 后面要有一个值"),
    (r"argument (.*?): expected at least one argument", "参数 {} 后面至少要有一个值"),
    (r"argument (.*?): invalid int value: (.*)", "参数 {} 应是整数，现为 {}"),
    (r"argument (.*?): ignored explicit argument (.*)", "参数 {} 不带值，现为 {}"),
    (r"argument (.*?): (.*)", "参数 {}：{}"),
)


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)

    def add_argument(self, action: argparse.Action) -> None:
        """Leave room by columns: a Chinese character takes two, which argparse does not know."""
        super().add_argument(action)
        name = self._format_action_invocation(action)
        self._action_max_length = max(self._action_max_length, len(name) + _wide(name) + self._current_indent)

    def _format_action(self, action: argparse.Action) -> str:
        name = self._format_action_invocation(action)
        return super()._format_action(action).replace(name + " " * (_wide(name) + 2), name + "  ", 1)


def _wide(text: str) -> int:
    """How many of the characters take two columns."""
    return sum(east_asian_width(character) in "WF" for character in text)


class ChineseParser(argparse.ArgumentParser):
    """An ArgumentParser that speaks Chinese and takes no abbreviated options."""

    def __init__(self, prog: str | None = None, description: str | None = None, epilog: str | None = None) -> None:
        super().__init__(
            prog=prog,
            description=description,
            epilog=epilog,
            formatter_class=_Formatter,
            add_help=False,
            allow_abbrev=False,
        )
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示本说明")

    def error(self, message: str) -> NoReturn:
        """Print one line and where to read more, and exit with status 2."""
        sys.stderr.write(f"{in_chinese(message)}。用法见：{self.prog} --help\n")
        sys.exit(2)


def in_chinese(message: str) -> str:
    """What argparse says, in Chinese; a message that is already ours stays as it is."""
    for pattern, chinese in _COMPLAINTS:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found:
            return chinese.format(*found.groups())
    return message
