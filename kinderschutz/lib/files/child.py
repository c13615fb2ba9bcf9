"""The process that cleans one file: it reads it from its input, writes the answer, and can do no
more.

Before it looks at the file it gives up opening anything: no file, no network, no process, a bounded
memory and time. It has no key, no database and no environment.
"""

import codecs
import json
import resource
import sys

from kinderschutz.lib.files import documents, pdfs, pictures
from kinderschutz.lib.files.faults import Unacceptable

MEMORY = 512 * 1024 * 1024
CPU_SECONDS = 30
ALPHABETS = ("ascii", "cp437", "latin-1", "utf-8", "utf-16", "utf-16-be", "utf-32", "idna")


def cleaned(content: bytes, family: str) -> tuple[str, bytes, list[str]]:
    """The kind of the file, its cleaned content, and what was taken out. Raises Unacceptable."""
    match family:
        case "pdf":
            return family, *pdfs.cleaned(content)
        case "jpeg" | "png" | "heic":
            return family, *pictures.cleaned(content, family)
        case _:
            return documents.cleaned(content)


def warm_up() -> None:
    """Load what is loaded late: afterwards nothing can be opened, no part of Python either."""
    for alphabet in ALPHABETS:
        codecs.lookup(alphabet)
    pictures.warm_up()
    pdfs.warm_up()
    documents.warm_up()


def lock_in() -> None:
    """From here on nothing can be opened, however cleverly the file asks for it."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    for limit in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE):
        resource.setrlimit(limit, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def main() -> None:
    """One file: a line of JSON with the family, then the bytes; the answer alike."""
    family = json.loads(sys.stdin.buffer.readline())["family"]
    warm_up()
    lock_in()
    content = sys.stdin.buffer.read()
    try:
        kind, clean, changes = cleaned(content, family)
        answer = {"kind": kind, "changes": changes}
    except Unacceptable as refusal:
        clean, answer = b"", {"reason": refusal.reason}
    except MemoryError:
        clean, answer = b"", {"reason": "unpacks_too_large"}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + clean)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
