"""A virus scanner that listens: ClamAV's clamd, asked by its INSTREAM protocol.

No library is needed for it, and nothing is written to a disk: the file goes through the socket.
"""

import socket
import struct

SECONDS = 30.0
CHUNK = 64 * 1024
MOST_ANSWER = 4096


class ScannerAway(Exception):
    """Nobody answers, or not in time, or with something else than a verdict: nothing is known."""


def virus_in(content: bytes, *, address: str) -> str:
    """The name of what was found, "" for nothing. Raises ScannerAway.

    `address` is the path of a socket or `host:port`.
    """
    answer = _ask(address, content)
    if answer == "stream: OK":
        return ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    raise ScannerAway("no verdict")  # size limits, missing memory: never taken for "nothing found"


def _ask(address: str, content: bytes) -> str:
    try:
        with _connected(address) as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK):
                piece = content[start : start + CHUNK]
                line.sendall(struct.pack("!L", len(piece)) + piece)
            line.sendall(struct.pack("!L", 0))
            answer = b""
            while b"\0" not in answer and len(answer) < MOST_ANSWER:
                more = line.recv(MOST_ANSWER)
                if not more:
                    break
                answer += more
    except (OSError, ValueError) as fault:
        raise ScannerAway(type(fault).__name__) from fault
    if not answer.endswith(b"\0"):
        raise ScannerAway("the answer was cut off")
    return answer.rstrip(b"\0").decode("utf-8", "replace").strip()


def _connected(address: str) -> socket.socket:
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX)
        try:
            line.settimeout(SECONDS)
            line.connect(address)
        except OSError:
            line.close()
            raise
        return line
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS)
