"""Every setting of the product, in one table: name, environment variable, default, meaning."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from indexer.errors import SettingError
from indexer.processor import PRECISIONS

PREFIX = "JIEJIAN_"
MAINTENANCE = ("off", "local", "everywhere")
NONE = Path("none")  # the word for no folder and no list


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set; each field is the environment variable JIEJIAN_<NAME>, and the README lists them all."""

    index: Path = Path("index")  # folder of the index
    home: Path = Path("models")  # folder of prepared models
    model: str = "e5-small"  # short name, folder, or sentence-transformers name
    precision: str = "auto"  # of embedding: float32 (auto too), or int8, quicker on some processors but less exact
    reranker: str = "off"  # a cross-encoder that looks at the first hits again: folder, or sentence-transformers name
    host: str = "127.0.0.1"  # address that the service and the page listen on
    port: int = 8710  # of the service
    page_port: int = 8510  # of the page
    api: str = "http://127.0.0.1:8710"  # where the page finds the service
    passage_characters: int = 100  # sentences are packed into passages up to this, from the next build on
    file_megabytes: int = 20  # a larger file is refused
    file_seconds: int = 60  # a file that takes longer is refused; of a scan, a page that does
    file_memory_megabytes: int = 2048  # a file that takes more memory to read is refused
    reading_workers: int = 0  # processes that read files; 0 is one a core
    archive: Path = NONE  # folder of the reports, which the page may then add to and build from
    manifest: Path = NONE  # list that corrects the reports' metadata, instead of the archive's manifest.csv
    golden_percent: int = 2  # of the saved questions: so many may be lost, and so much of their score, by a new index
    watch: int = 0  # seconds between two looks of the service at the archive, which it then builds; 0: it does not look
    maintenance: str = "local"  # whether the page maintains the archive: off, local (this machine only), everywhere

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "Settings":
        """The settings that `environ` gives over the defaults.

        Raises:
            SettingError: a variable JIEJIAN_* is not in the table, or its value is out of range.
        """
        known = {PREFIX + f.name.upper(): f for f in fields(cls)}
        given = {name: value for name, value in environ.items() if name.startswith(PREFIX)}
        unknown = sorted(set(given) - set(known))
        if unknown:
            raise SettingError(f"没有这个设置项：{'、'.join(unknown)}", f"可用的设置项：{'、'.join(sorted(known))}")
        default = cls()
        values: dict[str, Any] = {
            known[name].name: _converted(name, value, type(getattr(default, known[name].name)))
            for name, value in given.items()
        }
        return cls(**values)

    def __post_init__(self) -> None:
        if self.precision not in PRECISIONS:
            listed = "、".join(PRECISIONS)
            raise SettingError(f"设置项 {PREFIX}PRECISION 应是 {listed}，不是 {self.precision}", "请改正该环境变量")
        if self.maintenance not in MAINTENANCE:
            listed = "、".join(MAINTENANCE)
            raise SettingError(f"设置项 {PREFIX}MAINTENANCE 应是 {listed}，不是 {self.maintenance}", "请改正该环境变量")
        _within("PORT", self.port, 1, 65535)
        _within("PAGE_PORT", self.page_port, 1, 65535)
        _within("PASSAGE_CHARACTERS", self.passage_characters, 40, 2000)
        _within("FILE_MEGABYTES", self.file_megabytes, 1, 2000)
        _within("FILE_SECONDS", self.file_seconds, 1, 3600)
        _within("FILE_MEMORY_MEGABYTES", self.file_memory_megabytes, 256, 65536)
        _within("READING_WORKERS", self.reading_workers, 0, 256)
        _within("GOLDEN_PERCENT", self.golden_percent, 0, 100)
        _within("WATCH", self.watch, 0, 86400)


def environment(settings: Settings, environ: Mapping[str, str]) -> dict[str, str]:
    """`environ` with every setting spelled out, for a subprocess."""
    return {**environ, **{PREFIX + f.name.upper(): str(getattr(settings, f.name)) for f in fields(settings)}}


def named(path: Path) -> Path | None:
    """The folder or list that a setting names; None where it names none."""
    return None if path == NONE else path


def _converted(name: str, value: str, kind: type) -> object:
    if issubclass(kind, Path) and not value:  # it would be the working directory
        raise SettingError(f"设置项 {name} 是空的", "请写上路径，或去掉该环境变量")
    try:
        return kind(value)
    except ValueError as error:
        raise SettingError(f"设置项 {name} 应是整数，现为“{value}”", "请改正该环境变量") from error


def _within(name: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise SettingError(f"设置项 {PREFIX}{name} 应在 {low} 到 {high} 之间，现为 {value}", "请改正该环境变量")
