"""The parts of a docx: unpacked within limits, parsed without entities, network or huge trees."""

import io
import posixpath
import re
import zipfile
import zlib
from functools import cache

from lxml import etree

from indexer.errors import ReportError

Element = etree._Element

_MEMBERS = 20_000  # parts of one file
_PART = 64 * 2**20  # bytes of one part that is read, unpacked; a report of 100,000 characters has about 2 MiB
_ALL = 128 * 2**20  # bytes of all parts that are read
_DECLARED = 4 * 2**30  # bytes that the file says it unpacks to, pictures with it
_OFFICE = "http://schemas.openxmlformats.org/"
_STRICT = (  # ISO/IEC 29500 Strict names the same elements by other addresses
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", f"{_OFFICE}wordprocessingml/2006/main".encode()),
    (b"http://purl.oclc.org/ooxml/drawingml/main", f"{_OFFICE}drawingml/2006/main".encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", f"{_OFFICE}officeDocument/2006/math".encode()),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        f"{_OFFICE}officeDocument/2006/relationships".encode(),
    ),
)
_PREFIXES = {
    f"{_OFFICE}wordprocessingml/2006/main": "w",
    f"{_OFFICE}drawingml/2006/main": "a",
    f"{_OFFICE}drawingml/2006/chart": "c",
    f"{_OFFICE}drawingml/2006/diagram": "dgm",
    f"{_OFFICE}officeDocument/2006/math": "m",
    f"{_OFFICE}markup-compatibility/2006": "mc",
    "urn:schemas-microsoft-com:vml": "v",
    "urn:schemas-microsoft-com:office:office": "o",
}
_W = f"{{{_OFFICE}wordprocessingml/2006/main}}"
_RESAVE = "请用 Word 或 WPS 打开，另存一份后放入；打不开就请重新传一份"


class Package:
    """A docx whose parts are read one by one, each at most once.

    Raises:
        ReportError: it is no zip, is locked, or unpacks to more than a report can hold.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
            raise ReportError("文件不完整，打不开", _RESAVE, "damaged") from error
        members = self._zip.infolist()
        if len(members) > _MEMBERS or sum(m.file_size for m in members) > _DECLARED:
            raise ReportError("文件解开后大得不像报告", "请检查文件来源", "bomb")
        self._names = {m.filename.lstrip("/"): m for m in members}
        self._left = _ALL
        self.main = self._target("_rels/.rels", "officeDocument", "") or "word/document.xml"

    def document(self) -> Element:
        """The root of the main part.

        Raises:
            ReportError: there is none, or it is damaged.
        """
        root = self._parsed(self.main)
        if root is None:
            raise ReportError("文件里缺正文部分", _RESAVE, "damaged")
        return root

    def related(self, kind: str) -> Element | None:
        """The root of the part of this `kind` (numbering, styles, footnotes …) of the document, None without one.

        Raises:
            ReportError: it is damaged.
        """
        folder, name = posixpath.split(self.main)
        found = self._target(f"{folder}/_rels/{name}.rels", kind, folder)
        return self._parsed(found or posixpath.join(folder, f"{kind}.xml"))

    def _target(self, relations: str, kind: str, folder: str) -> str | None:
        root = self._parsed(relations)
        for relation in root if root is not None else ():
            if relation.get("Type", "").endswith("/" + kind) and relation.get("TargetMode") != "External":
                return posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
        return None

    def _parsed(self, name: str) -> Element | None:
        if name not in self._names:
            return None
        data = self._unpacked(self._names[name])
        for strict, usual in _STRICT:
            data = data.replace(strict, usual)
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise ReportError(f"文件的 {name} 部分坏了", _RESAVE, "damaged") from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise ReportError("文件里夹带了实体声明，正常的文档没有", "请检查文件来源，用 Word 另存一份后放入", "bomb")
        return root

    def _unpacked(self, member: zipfile.ZipInfo) -> bytes:
        """The bytes of a part, counted while they are unpacked: the size that the file declares may be a lie."""
        if member.flag_bits & 1:
            raise ReportError("文件加了密码", "请去掉密码后放入", "encrypted")
        limit = min(_PART, self._left)
        try:
            with self._zip.open(member) as part:
                data = part.read(limit + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
            raise ReportError(f"文件的 {member.filename} 部分坏了", _RESAVE, "damaged") from error
        if len(data) > limit:
            raise ReportError("文件解开后大得不像报告", "请检查文件来源", "bomb")
        self._left -= len(data)
        return data


def name_of(element: Element) -> str:
    """The element's name with its usual prefix: w:p, a:blip; `?:` before what is in no namespace that we read."""
    return _short(str(element.tag))


@cache
def _short(tag: str) -> str:
    name = etree.QName(tag)
    return f"{_PREFIXES.get(name.namespace or '', '?')}:{name.localname}"


def child(element: Element | None, *path: str) -> Element | None:
    """The first child named `path[0]`, of it the first child named `path[1]` …; None where one is missing."""
    for name in path:
        element = next((c for c in element if name_of(c) == name), None) if element is not None else None
    return element


def value(element: Element | None, *path: str, key: str = "val") -> str | None:
    """The attribute w:`key` of the element at `path`, None without it."""
    found = child(element, *path)
    return None if found is None else found.get(_W + key)


def attribute(element: Element, key: str) -> str:
    """The element's own attribute w:`key`, empty without it."""
    return element.get(_W + key, "")


def whole(element: Element | None, *path: str) -> int | None:
    """The same as a whole number; None where it is missing or is none."""
    written = value(element, *path) or ""
    return int(written) if re.fullmatch(r"-?[0-9]{1,9}", written) else None


def is_on(element: Element | None, *path: str) -> bool | None:
    """Whether the switch at `path` is on; None where it is not set."""
    found = child(element, *path)
    return None if found is None else found.get(_W + "val", "1") not in ("0", "false", "off")
