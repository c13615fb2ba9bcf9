"""The protocol of clamd: with the real one where it is installed, and with a small one anywhere."""

import socketserver
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kinderschutz.lib.clamd import ScannerAway, virus_in
from tests.cases.uploads.files import EICAR, docx, zipped

Serve = Callable[[bytes], str]


class Scanner(socketserver.StreamRequestHandler):
    """Speaks INSTREAM as clamd does, and finds the file that every scanner knows."""

    answer: bytes | None = None

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
        found = b"stream: Eicar FOUND\0" if EICAR in content else b"stream: OK\0"
        self.wfile.write(found if self.answer is None else self.answer)


@pytest.fixture
def serve() -> Iterator[Callable[[bytes | None], str]]:
    """Starts a scanner that answers so, or as it should; its address."""
    servers = []

    def start(answer: bytes | None) -> str:
        kind = type("Answering", (Scanner,), {"answer": answer})
        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), kind)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"127.0.0.1:{server.server_address[1]}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_virus_is_named_and_a_large_file_goes_through(
    serve: Callable[[bytes | None], str],
) -> None:
    address = serve(None)

    assert virus_in(EICAR, address=address) == "Eicar"
    assert virus_in(bytes(3_000_000) + EICAR, address=address) == "Eicar"
    assert virus_in(bytes(3_000_000), address=address) == ""
    assert virus_in(b"", address=address) == ""


@pytest.mark.parametrize(
    "answer", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: OK", b"stream: ERROR\0"]
)
def test_whatever_is_no_verdict_is_never_taken_for_one(
    serve: Callable[[bytes | None], str], answer: bytes
) -> None:
    with pytest.raises(ScannerAway):
        virus_in(b"x", address=serve(answer))


def test_a_scanner_that_is_not_there_is_said_to_be_away(tmp_path: Path) -> None:
    for address in (str(tmp_path / "none"), "127.0.0.1:1"):
        with pytest.raises(ScannerAway):
            virus_in(b"x", address=address)


def test_the_real_scanner_finds_what_the_small_one_finds(clamd: str) -> None:
    assert virus_in(EICAR, address=clamd).startswith("Eicar-Test")
    assert virus_in(b"Bericht", address=clamd) == ""


def test_the_real_scanner_looks_into_archives_in_archives(clamd: str) -> None:
    nested = docx(word__media__a_D_zip=zipped({"eicar.com": EICAR}))

    assert EICAR not in nested
    assert virus_in(nested, address=clamd).startswith("Eicar-Test")
