"""The pictures that fill the pages of an OFD made of scans."""

from collections.abc import Iterator, Sequence
from xml.etree import ElementTree

from ofdkit import OFDError
from ofdkit.package import Package

_RESOURCES = ("documentres.xml", "publicres.xml", "pageres.xml")


def pictures_of(package: Package, locations: Sequence[str | None]) -> list[bytes | None]:
    """For every page, given by the entry that describes it, its largest picture as a file, or None."""
    files = dict(_files(package))
    return [_largest(package, location, files) for location in locations]


def _files(package: Package) -> Iterator[tuple[str, str]]:
    """Id and entry of every picture that the resources name."""
    for name in package.names:
        if name.lower().rpartition("/")[2] not in _RESOURCES:
            continue
        root = _read(package, name)
        if root is None:
            continue
        folder = (root.get("BaseLoc") or "").strip()
        for media in _all(root, "MultiMedia"):
            file = next((f.text or "" for f in _all(media, "MediaFile")), "").strip()
            found = package.resolve(name, f"{folder}/{file}" if folder else file) or package.resolve(name, file)
            if found is not None:
                yield media.get("ID") or "", found


def _largest(package: Package, location: str | None, files: dict[str, str]) -> bytes | None:
    root = _read(package, location) if location else None
    if root is None:
        return None
    shown = [(_area(o.get("Boundary")), files.get(o.get("ResourceID") or "")) for o in _all(root, "ImageObject")]
    name = max(((area, name) for area, name in shown if name), default=(0.0, ""))[1]
    try:
        picture: bytes | None = package.read(name) if name else None
    except OFDError:
        return None
    return picture


def _area(boundary: str | None) -> float:
    try:
        _, _, width, height = map(float, (boundary or "").split())
    except ValueError:
        return 0.0
    return width * height


def _read(package: Package, name: str) -> ElementTree.Element | None:
    try:
        root: ElementTree.Element = package.read_xml(name)
    except OFDError:
        return None
    return root


def _all(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [e for e in root.iter() if isinstance(e.tag, str) and e.tag.rpartition("}")[2] == name]
