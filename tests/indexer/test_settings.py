"""Every setting: read from the environment, converted, bounded, documented."""

from dataclasses import fields
from pathlib import Path

import pytest

from indexer.errors import SettingError
from indexer.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parents[2]


def test_defaults_and_what_the_environment_gives() -> None:
    assert Settings.read({"PATH": "/bin"}) == Settings()
    given = {"JIEJIAN_INDEX": "索引", "JIEJIAN_PORT": "9000", "JIEJIAN_MODEL": "m3e-small"}
    assert Settings.read(given) == Settings(index=Path("索引"), port=9000, model="m3e-small")


@pytest.mark.parametrize(
    ("environ", "told"),
    [
        ({"JIEJIAN_PROT": "1"}, "没有这个设置项：JIEJIAN_PROT"),
        ({"JIEJIAN_PORT": "八千"}, "JIEJIAN_PORT 应是整数，现为“八千”"),
        ({"JIEJIAN_PORT": ""}, "JIEJIAN_PORT 应是整数，现为“”"),
        ({"JIEJIAN_PORT": "0"}, "JIEJIAN_PORT 应在 1 到 65535 之间，现为 0"),
        ({"JIEJIAN_PAGE_PORT": "65536"}, "JIEJIAN_PAGE_PORT 应在 1 到 65535"),
        ({"JIEJIAN_PASSAGE_CHARACTERS": "39"}, "JIEJIAN_PASSAGE_CHARACTERS 应在 40 到 2000"),
        ({"JIEJIAN_GOLDEN_PERCENT": "101"}, "JIEJIAN_GOLDEN_PERCENT 应在 0 到 100"),
        ({"JIEJIAN_ARCHIVE": ""}, "JIEJIAN_ARCHIVE 是空的"),
        ({"JIEJIAN_FILE_MEGABYTES": "-1"}, "JIEJIAN_FILE_MEGABYTES 应在 1 到 2000"),
    ],
)
def test_what_is_refused(environ: dict[str, str], told: str) -> None:
    with pytest.raises(SettingError, match=told):
        Settings.read(environ)


@pytest.mark.parametrize("field", [f.name for f in fields(Settings)])
def test_the_readme_lists_it(field: str) -> None:
    assert PREFIX + field.upper() in (ROOT / "README.md").read_text(encoding="utf-8")
