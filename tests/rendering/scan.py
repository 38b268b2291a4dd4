"""An outline as a scanned PDF: its pages printed, laid on the glass, straight or askew and soiled, kept as JPEG."""

import io
from collections.abc import Iterator, Sequence

import numpy as np
import pypdfium2
from PIL import Image

from tests.rendering.outline import Paragraph
from tests.rendering.pdf import render_pdf

_DPI = 200
_SKEW = 1.5  # degrees
_NOISE = 18.0  # standard deviation of grey, of 255
_SPECKS = 0.002  # share of the pixels


def render_scan(paragraphs: Sequence[Paragraph], *, skewed: bool) -> bytes:
    """The bytes of a PDF of pictures; `skewed` lays the paper askew, greys it and soils it."""
    return scanned(render_pdf(paragraphs), degrees=_SKEW if skewed else 0.0, noise=_NOISE if skewed else 0.0)


def scanned(pdf: bytes, *, degrees: float = 0.0, noise: float = 0.0) -> bytes:
    """The PDF's pages as pictures, turned counter-clockwise by `degrees`, with grey noise of that deviation."""
    first, *others = _pictures(pdf, degrees, noise)
    stream = io.BytesIO()
    first.save(stream, "PDF", save_all=True, append_images=others, resolution=_DPI)
    return stream.getvalue()


def _pictures(pdf: bytes, degrees: float, noise: float) -> Iterator[Image.Image]:
    chance = np.random.default_rng(7)
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            picture = page.render(scale=_DPI / 72, grayscale=True).to_pil().convert("L")
            if degrees:
                picture = picture.rotate(degrees, resample=Image.Resampling.BICUBIC, fillcolor=255)
            yield _as_jpeg(_soiled(picture, noise, chance) if noise else picture)


def _soiled(picture: Image.Image, noise: float, chance: np.random.Generator) -> Image.Image:
    grey = np.asarray(picture, dtype=np.float64)
    grey = 235 - 0.8 * (255 - grey) + chance.normal(0, noise, grey.shape)
    grey[chance.random(grey.shape) < _SPECKS] = 0
    return Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))


def _as_jpeg(picture: Image.Image) -> Image.Image:
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=75)
    return Image.open(io.BytesIO(stream.getvalue()))
