"""HTML to PDF: the only place that knows WeasyPrint. Fetches nothing but `data:` URLs."""

import base64
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

WEIGHTS = (400, 600)
FONT = "vendor/fonts/fira-sans-latin-{weight}-normal.woff2"


@cache
def font_css() -> str:
    """The portal's type face as `@font-face` rules that carry the font files in themselves."""
    faces = []
    for weight in WEIGHTS:
        path = Path(settings.BASE_DIR) / "static" / FONT.format(weight=weight)
        data = base64.b64encode(path.read_bytes()).decode()
        faces.append(
            "@font-face{font-family:'Fira Sans';font-style:normal;"
            f"font-weight:{weight};src:url(data:font/woff2;base64,{data}) format('woff2')}}"
        )
    return "".join(faces)


MOST_CHARACTERS = 1_000_000
"""Of all pages of one PDF together, as HTML: ten times the longest report, about 8 seconds."""


class TooLong(ValueError):
    """More text than one PDF is made of; nothing was laid out."""


@dataclass(frozen=True)
class Rendered:
    """A PDF and the number of its pages."""

    pdf: bytes
    pages: int


def render_pdf(html: str) -> bytes:
    """A tagged PDF (PDF/UA-1 variant) of a page that brings its own style; see `render`."""
    return render(html).pdf


def render(html: str) -> Rendered:
    """As `render_pdf`, with the number of pages.

    The library is imported here, not above: where Pango is missing, the portal runs and only this
    function fails with OSError. An address other than `data:` is not fetched.
    """
    return render_together([html])


def render_together(pages: Iterable[str]) -> Rendered:
    """Several pages in one PDF, each beginning on a sheet of its own; at least one.

    Raises TooLong before anything is laid out.
    """
    pages = list(pages)
    if sum(map(len, pages)) > MOST_CHARACTERS:
        raise TooLong
    for chatty in ("weasyprint.progress", "fontTools"):  # a line for each page and glyph table
        logging.getLogger(chatty).setLevel(logging.WARNING)
    from weasyprint import CSS, HTML  # noqa: PLC0415  # needs Pango, see above
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415  # as above
    from weasyprint.urls import URLFetcher  # noqa: PLC0415  # as above

    fetcher = URLFetcher(allowed_protocols=["data"])
    fonts = FontConfiguration()  # the same for both, else the type face is forgotten
    style = CSS(string=font_css(), url_fetcher=fetcher, font_config=fonts)
    options = {"stylesheets": [style], "pdf_variant": "pdf/ua-1"}
    laid_out = [
        HTML(string=each, url_fetcher=fetcher).render(font_config=fonts, **options)
        for each in pages
    ]
    sheets = [sheet for each in laid_out for sheet in each.pages]
    pdf = laid_out[0].copy(sheets).write_pdf(**options)
    if not isinstance(pdf, bytes):
        raise TypeError("WeasyPrint wrote no bytes")
    return Rendered(pdf, len(sheets))
