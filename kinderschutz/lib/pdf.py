"""HTML to PDF: the only place that knows WeasyPrint. Fetches nothing but `data:` URLs."""

import base64
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


def render_pdf(html: str) -> bytes:
    """A tagged PDF (PDF/UA-1 variant) of a page that brings its own style.

    The library is imported here, not above: where Pango is missing, the portal runs and only this
    function fails with OSError. An address other than `data:` is not fetched.
    """
    from weasyprint import CSS, HTML  # noqa: PLC0415  # needs Pango, see above
    from weasyprint.urls import URLFetcher  # noqa: PLC0415  # as above

    fetcher = URLFetcher(allowed_protocols=["data"])
    document = HTML(string=html, url_fetcher=fetcher)
    style = CSS(string=font_css(), url_fetcher=fetcher)
    pdf = document.write_pdf(stylesheets=[style], pdf_variant="pdf/ua-1")
    if not isinstance(pdf, bytes):
        raise TypeError("WeasyPrint wrote no bytes")
    return pdf
