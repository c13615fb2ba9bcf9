"""`make chaos`: the long run; one JSON line with all figures, and 1 when a promise was broken."""

import argparse
import json
import shutil
import sys

from tests.faults.chaos.run import Plan, run
from tests.faults.cluster import copied, new_home, prepare


def main() -> int:
    """Make a portal, break it for so long, tell what was found."""
    parser = argparse.ArgumentParser(description="Stört ein ganzes Portal und prüft, was bleibt.")
    parser.add_argument("--seconds", type=float, default=180, help="Dauer der Störungen")
    wanted = parser.parse_args()
    prepared = new_home()
    try:
        prepare(prepared)
        found = run(Plan(seconds=wanted.seconds), copied(prepared, forgetful=False))
    finally:
        shutil.rmtree(prepared, ignore_errors=True)
    sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
    for name in found["broken"]:
        sys.stderr.write(f"Nicht gehalten: {name} = {found.get(name)}\n")
    return 1 if found["broken"] else 0


if __name__ == "__main__":
    sys.exit(main())
