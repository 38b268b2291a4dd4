"""Pictures of a report, PNG to TIFF: their size is looked at before a pixel is decoded; then as any scan."""

import io
import warnings
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from indexer.errors import ReportError
from indexer.read.paged.scan import Recognised, reading_of, recognise
from indexer.read.reading import Format, Reading, Told, untold

MAX_PIXELS = 100_000_000  # of one picture: A3 at 600 dpi is 70 million
MAX_PAGES = 300
_WIDE = 2500  # pixels of the shorter side from which a picture is made smaller: A4 at 300 dpi
_READABLE = ("PNG", "JPEG", "TIFF", "BMP", "GIF")


def read_image(data: bytes, told: Told = untold, max_pixels: int = MAX_PIXELS, max_pages: int = MAX_PAGES) -> Reading:
    """The text of the picture, or of every picture of a TIFF; `told` hears of each that is done.

    Raises:
        ReportError: it is too large, damaged, or without text, or recognition is not installed.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit stands before it
        try:
            with Image.open(io.BytesIO(data), formats=_READABLE) as image:
                count = _count(image, max_pages)
                return reading_of(_counted(recognise(_parts(image, count, max_pixels)), told, count), Format.IMAGE)
        except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
            raise _refusal(error) from error


def _counted(pages: Iterable[Recognised], told: Told, count: int) -> Iterator[Recognised]:
    for done, page in enumerate(pages, 1):
        yield page
        told(done, count)


def _refusal(error: Exception) -> ReportError:
    if isinstance(error, Image.DecompressionBombError):
        return ReportError("图片的像素太多", "请缩小后放入", "too-large")
    kind = "认不出图片的格式" if isinstance(error, UnidentifiedImageError) else "图片不完整或已损坏，打不开"
    return ReportError(kind, "请重新传一份完整的文件", "damaged")


def _count(image: Image.Image, max_pages: int) -> int:
    """How many pages it has: those of a TIFF; an animation counts for its first picture."""
    count = int(getattr(image, "n_frames", 1)) if image.format == "TIFF" else 1
    if count > max_pages:
        raise ReportError(f"图片有 {count} 页，多于 {max_pages} 页的上限", "请拆成几个文件放入", "too-many-pages")
    return count


def _parts(image: Image.Image, count: int, max_pixels: int) -> Iterator[NDArray[np.uint8]]:
    for number in range(count):
        image.seek(number)
        width, height = image.size
        if width * height > max_pixels:
            raise ReportError(
                f"图片有 {width} × {height} 像素，多于 {max_pixels // 10_000} 万像素的上限", "请缩小后放入", "too-large"
            )
        yield _upright(image)


def _upright(image: Image.Image) -> NDArray[np.uint8]:
    """Blue, green, red on white, turned as the camera says, no larger than it needs to be."""
    image.draft("RGB", (_WIDE, _WIDE))
    turned = ImageOps.exif_transpose(image)
    if turned.mode in ("RGBA", "LA", "PA") or "transparency" in turned.info:
        layered = turned.convert("RGBA")
        turned = Image.new("RGBA", layered.size, "white")
        turned.alpha_composite(layered)
    if min(turned.size) > _WIDE:
        scale = _WIDE / min(turned.size)
        turned = turned.resize((round(turned.width * scale), round(turned.height * scale)), Image.Resampling.LANCZOS)
    return np.ascontiguousarray(np.asarray(turned.convert("RGB"))[:, :, ::-1])
