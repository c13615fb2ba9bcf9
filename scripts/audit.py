"""`make audit`: asks for known advisories about every locked version, and says what was not asked.

Exit code 0: all were asked about and nothing is known. 1: something is known. 2: some or all could
not be asked about, so that nobody takes silence for safety.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LOCK = "requirements/dev.txt"  # holds the versions of all other lock files, too
SERVICES = ("pypi", "osv")
CLEAR, KNOWN, UNASKED = 0, 1, 2


def ask(service: str, lock: str = LOCK) -> list[dict[str, Any]] | None:
    """What a service knows about each locked version; None where it does not answer at all."""
    words = ["--vulnerability-service", service, "--require-hashes", "--disable-pip"]
    done = subprocess.run(  # noqa: S603 - our own program with our own words
        [Path(sys.executable).with_name("pip-audit"), *words, "--format", "json", "-r", lock],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        return list(json.loads(done.stdout)["dependencies"])
    except (ValueError, KeyError):
        return None


def told(found: list[dict[str, Any]] | None) -> tuple[int, list[str]]:
    """Exit code and German lines for what a service has said."""
    if found is None:
        return UNASKED, ["Nicht erreichbar: Keine Version wurde geprüft."]
    known = [
        f"{each['name']} {each['version']}: {fault['id']}"
        f" (behoben in {', '.join(fault['fix_versions']) or 'noch keiner Version'})"
        for each in found
        for fault in each.get("vulns", ())
    ]
    unasked = sorted(each["name"] for each in found if "skip_reason" in each)
    lines = known or ["Keine bekannten Schwachstellen in den geprüften Versionen."]
    if unasked:
        some = ", ".join(unasked[:5]) + (" …" if len(unasked) > 5 else "")
        lines = [*known, f"Nicht geprüft: {len(unasked)} von {len(found)} ({some})."]
    return KNOWN if known else UNASKED if unasked else CLEAR, lines


def main() -> int:
    """Ask one service after the other until one has answered about everything."""
    codes = []
    for service in SERVICES:
        code, lines = told(ask(service))
        for line in lines:
            sys.stdout.write(f"{service}: {line}\n")
        if code != UNASKED:
            return code
        codes.append(code)
    sys.stdout.write("Das Ergebnis ist keine Entwarnung: Hier war nicht alles zu erfragen.\n")
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
