"""PDFs carry what they show and fetch nothing."""

import re
import socket
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from kinderschutz.lib.pdf import render_pdf

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


def test_no_address_is_asked(canary_server: tuple[int, list[bytes]]) -> None:
    port, asked = canary_server

    render_pdf(PAGE.format(f'<img alt="" src="http://127.0.0.1:{port}/x.png">'))

    assert asked == []


def test_no_file_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("Kanarienvogel")

    pdf = render_pdf(PAGE.format(f'<a rel="attachment" href="file://{secret}">x</a>'))

    assert b"Kanarienvogel" not in pdf + inflated(pdf)
    assert b"/EmbeddedFile" not in pdf
