"""PDFs carry what they show and fetch nothing."""

import base64
import re
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from kinderschutz.lib.pdf import TooLong, render_pdf

PAGE = '<html lang="de"><head><title>Eingang</title></head><body>{}</body></html>'


def inflated(pdf: bytes) -> bytes:
    """All compressed parts of a PDF, one after the other."""
    parts = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, flags=re.DOTALL)
    return b"".join(zlib.decompressobj().decompress(part) for part in parts if part[:1] == b"x")


@pytest.fixture
def canary_server() -> Iterator[tuple[int, list[bytes]]]:
    """A server on loopback that remembers who asked it for anything."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        stop = threading.Event()

        def serve() -> None:
            while not stop.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                with connection:
                    asked.append(connection.recv(1024))

        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1], asked
        stop.set()
        thread.join()


def test_a_page_becomes_a_tagged_pdf_with_the_portals_letters() -> None:
    pdf = render_pdf(PAGE.format("<h1>Eingangsbestätigung</h1>"))

    assert pdf.startswith(b"%PDF-1.7")
    assert b"/StructTreeRoot" in inflated(pdf)


WAYS = (
    '<img alt="" src="{}">',
    '<img alt="" srcset="{} 2x" src="{}">',
    '<object data="{}" type="image/png">x</object>',
    '<embed src="{}">',
    '<link rel="stylesheet" href="{}">',
    '<link rel="attachment" href="{}">',
    '<a rel="attachment" href="{}">x</a>',
    "<style>@import url({});</style>",
    "<style>body {{ background: url({}) }}</style>",
    "<style>@font-face {{ font-family: x; src: url({}) }} p {{ font-family: x }}</style><p>x</p>",
    "<style>p::before {{ content: url({}) }}</style><p>x</p>",
    "<style>li {{ list-style-image: url({}) }}</style><ul><li>x</li></ul>",
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="{}" width="9" height="9"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><use href="{}#a"/></svg>',
    '<base href="{}"><img alt="" src="bild.png">',
    '<iframe src="{}"></iframe>',
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><image href="{}" width="9" height="9"/></svg>'


def every_way(address: str) -> str:
    """A page that wants the address in every way that a page can want something."""
    ways = "".join(WAYS).replace("{}", address)
    return PAGE.format(ways.replace("{{", "{").replace("}}", "}"))


@pytest.mark.parametrize("scheme", ["http", "https", "ftp", "HTTP", "gopher"])
def test_no_address_is_asked(canary_server: tuple[int, list[bytes]], scheme: str) -> None:
    port, asked = canary_server

    render_pdf(every_way(f"{scheme}://127.0.0.1:{port}/x.png"))

    assert asked == []


def test_no_picture_inside_a_data_address_asks_either(
    canary_server: tuple[int, list[bytes]],
) -> None:
    port, asked = canary_server
    inner = base64.b64encode(SVG.format(f"http://127.0.0.1:{port}/x").encode()).decode()

    render_pdf(PAGE.format(f'<img alt="" src="data:image/svg+xml;base64,{inner}">'))

    assert asked == []


@pytest.mark.parametrize("before", ["file://", "FILE://localhost", "file:"])
def test_no_file_is_read_in_any_way(tmp_path: Path, before: str) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg"><text y="9">Kanarienvogel</text></svg>'
    )

    pdf = render_pdf(every_way(f"{before}{secret}"))

    assert b"Kanarienvogel" not in pdf + inflated(pdf)
    assert b"/EmbeddedFile" not in pdf


def test_more_text_than_a_pdf_holds_is_refused_before_it_is_laid_out() -> None:
    begun = time.monotonic()

    with pytest.raises(TooLong):
        render_pdf(PAGE.format("<p>Wort</p>" * 200_000))

    assert time.monotonic() - begun < 1


def test_no_file_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("Kanarienvogel")

    pdf = render_pdf(PAGE.format(f'<a rel="attachment" href="file://{secret}">x</a>'))

    assert b"Kanarienvogel" not in pdf + inflated(pdf)
    assert b"/EmbeddedFile" not in pdf
