"""Old Word, WPS, RTF and OpenDocument: LibreOffice makes docx of them, and `docx` reads that, numbering and tables too.

LibreOffice's own text output was tried too: it sets every cell of a table on a line of its own.
"""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from indexer.errors import ReportError
from indexer.read.docx.document import read_docx
from indexer.read.office.libreoffice import convert
from indexer.read.office.ole import check_word
from indexer.read.office.rtf_numbers import with_numbers_typed
from indexer.read.reading import Format, Reading, Told, untold

_SECONDS = 45  # for one file; a report takes a tenth of a second, the program's start two
_FILTERS = {
    Format.DOC: (".doc", "MS Word 97"),
    Format.WPS: (".doc", "MS Word 97"),
    Format.RTF: (".rtf", "Rich Text Format"),
    Format.ODT: (".odt", "writer8"),
}
CONVERTED = frozenset(_FILTERS)
_TEXT_DOCUMENT = b"application/vnd.oasis.opendocument.text"


def read_office(data: bytes, kind: Format) -> Reading:
    """What the document says; where there are many, `convert_many` and `read_converted` do it twenty times as fast.

    Raises:
        ReportError: it is damaged, locked, no text document, or LibreOffice is not there.
    """
    [made] = convert_many([(data, kind)])
    if isinstance(made, ReportError):
        raise made
    return read_converted(made, kind)


def convert_many(files: Sequence[tuple[bytes, Format]], told: Told = untold) -> list[bytes | ReportError]:
    """Every file as docx, in order, or why it cannot be; to be read by `read_converted`.

    `told` hears of every file done, of how many of its format.
    """
    outcomes: dict[int, bytes | ReportError] = {}
    sound = []
    for number, (data, kind) in enumerate(files):
        try:
            _check(data, kind)
            sound.append(number)
        except ReportError as error:
            outcomes[number] = error
    sound.sort(key=lambda number: _FILTERS[files[number][1]])
    for (suffix, filter_name), group in groupby(sound, lambda number: _FILTERS[files[number][1]]):
        numbers = list(group)
        made = _converted([_prepared(*files[n]) for n in numbers], suffix, filter_name, told)
        outcomes |= zip(numbers, made, strict=True)
    return [outcomes[number] for number in range(len(files))]


def read_converted(docx: bytes, kind: Format) -> Reading:
    """The text of what `convert_many` made of a file of that kind.

    Raises:
        ReportError: there is no text in it.
    """
    return replace(read_docx(docx), format=kind)


def _converted(files: Sequence[bytes], suffix: str, filter_name: str, told: Told) -> Sequence[bytes | ReportError]:
    try:
        return convert(files, suffix, filter_name, _SECONDS, told)
    except ReportError as error:  # no LibreOffice: so it is for each of them
        return [error] * len(files)


def _prepared(data: bytes, kind: Format) -> bytes:
    return with_numbers_typed(data) if kind is Format.RTF else data


def _check(data: bytes, kind: Format) -> None:
    """Refuse what LibreOffice would answer with no reason.

    Raises:
        ReportError: as `read_office` has it.
    """
    if kind in (Format.DOC, Format.WPS):
        check_word(data)
    elif kind is Format.ODT:
        _check_odt(data)


def _check_odt(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            declared = _opening(package, "mimetype")
            locked = b"encryption-data" in _opening(package, "META-INF/manifest.xml")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise ReportError("文件不完整，打不开", "请重新传一份完整的文件", "damaged") from error
    if locked:
        raise ReportError("文件设了打开密码，读不出来", "请用原来的软件打开，去掉密码后另存一份", "encrypted")
    if declared and not declared.startswith(_TEXT_DOCUMENT):
        raise ReportError("内容是表格或演示文稿，不是文档", "请放入 Word、WPS 文字或 PDF 格式的报告", "not-a-report")


def _opening(package: zipfile.ZipFile, name: str) -> bytes:
    """The first megabyte of a member, empty where there is none."""
    if name not in package.namelist():
        return b""
    with package.open(name) as member:
        return member.read(1 << 20)
