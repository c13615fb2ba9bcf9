#!/usr/bin/env python3
"""Bring the third-party browser assets into static/vendor, or prove that they are unchanged.

    scripts/vendor_assets.py          fetch the pinned packages with npm, write files and manifest
    scripts/vendor_assets.py --check  compare the committed files with the manifest, offline

The browser gets these files as they are: there is no build step and no node at run time. Each pin
carries the package's published sha512, so that a changed package is refused before it is unpacked.
"""

import argparse
import base64
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"
FONT_SUBSETS = ("latin", "latin-ext")
FONT_WEIGHTS = (400, 500, 600)


@dataclass(frozen=True)
class Package:
    """One pinned npm package: what of it is copied where, and its licence."""

    name: str
    version: str
    sha512: str
    licence: str
    files: Mapping[str, str]

    @property
    def spec(self) -> str:
        """Name and version as npm wants them."""
        return f"{self.name}@{self.version}"


KERN = Package(
    name="@kern-ux/native",
    version="2.7.2",
    sha512="TN0Mqbasp7S1IOqurXickde8MDj5hIcgT4s3f1i33wyv2iVgA1dTO/FoQyi6rgM9KYTYkIthl9k72g7fBUUvHg==",
    licence="EUPL-1.2",
    files={"dist/kern.min.css": "kern/kern.min.css", "LICENSE.md": "kern/LICENSE.md"},
)
HTMX = Package(
    name="htmx.org",
    version="4.0.1",
    sha512="oF7JgXhDW9UXCy/k1ZYFUQgzu/rm19ORWPSPNL91vPluB2PB9+MV55tyQdH/w7o2EAbTYUG5SDW1R60mdkdqGg==",
    licence="0BSD",
    files={
        "dist/htmx.min.js": "htmx/htmx.min.js",
        "dist/ext/hx-csp.min.js": "htmx/hx-csp.min.js",
        "dist/ext/hx-ptag.min.js": "htmx/hx-ptag.min.js",
        "LICENSE": "htmx/LICENSE",
    },
)
FIRA_SANS = Package(
    name="@fontsource/fira-sans",
    version="5.3.0",
    sha512="z1SKSG7eRhm3srlb7rQ3j77QP4TP7OFxCZ4wUWhCdt+3hOF9K0AyvybpAsz6+JWNcCVV7AqC7dbOT3e67P2r5A==",
    licence="OFL-1.1",
    files={
        f"files/fira-sans-{subset}-{weight}-normal.woff2": (
            f"fonts/fira-sans-{subset}-{weight}-normal.woff2"
        )
        for subset in FONT_SUBSETS
        for weight in FONT_WEIGHTS
    }
    | {"LICENSE": "fonts/LICENSE"},
)
PACKAGES = (KERN, HTMX, FIRA_SANS)


class Unexpected(Exception):
    """A package is not what was pinned, or no longer contains what is derived from it."""


def main(arguments: list[str]) -> int:
    """Run one of the two modes; exit status 1 names every file that differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="compare only, offline")
    if parser.parse_args(arguments).check:
        faults = list(differences(VENDOR))
        for fault in faults:
            sys.stderr.write(f"static/vendor: {fault}\n")
        return 1 if faults else 0
    files = {name: content for package in PACKAGES for name, content in unpacked(package)}
    write(VENDOR, files)
    sys.stdout.write(f"static/vendor: {len(files)} files written\n")
    return 0


def unpacked(package: Package) -> Iterator[tuple[str, bytes]]:
    """The wanted files of a package with their place below static/vendor, derived ones included."""
    with tempfile.TemporaryDirectory() as folder:
        archive = fetched(package, Path(folder))
        with tarfile.open(archive) as tar:
            for source, target in package.files.items():
                yield target, member(tar, source)
            if package is KERN:
                yield "kern/kern-print.css", print_styles(member(tar, "dist/kern.min.css"))
            if package is FIRA_SANS:
                sheets = [member(tar, f"{weight}.css") for weight in FONT_WEIGHTS]
                yield "fonts/fira-sans.css", font_styles(sheets)


def fetched(package: Package, folder: Path) -> Path:
    """Download with npm and compare with the pinned sha512."""
    answer = subprocess.run(  # noqa: S603 -- the arguments are the pins above
        ["npm", "pack", "--json", package.spec],  # noqa: S607 -- the developer's own npm
        cwd=folder,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    archive = folder / str(json.loads(answer.stdout)[0]["filename"])
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if digest != package.sha512:
        raise Unexpected(f"{package.spec}: sha512 is {digest}, pinned is {package.sha512}")
    return archive


def member(tar: tarfile.TarFile, name: str) -> bytes:
    """One file of an npm archive."""
    stream = tar.extractfile(f"package/{name}")
    if stream is None:
        raise Unexpected(f"{name} is no file of the package")
    return stream.read()


def print_styles(kern: bytes) -> bytes:
    """KERN's light colours for paper: without them a dark theme prints black pages."""
    light = re.search(r"\[data-kern-theme=light\],\.kern-light\{(--[^}]+)\}", kern.decode())
    if light is None:
        raise Unexpected("kern.min.css has no block of light colours")
    return f"@media print{{:root,:root[data-kern-theme]{{{light[1]}}}}}\n".encode()


def font_styles(sheets: list[bytes]) -> bytes:
    """The font faces of the wanted subsets, pointing at the files beside the style sheet."""
    faces: list[str] = []
    for sheet in sheets:
        for name, face in re.findall(
            r"/\* (\S+) \*/\s*(@font-face \{.*?\n\})", sheet.decode(), re.S
        ):
            if not re.fullmatch(r"fira-sans-(latin|latin-ext)-\d+-normal", name):
                continue
            source = f"src: url(./{name}.woff2) format('woff2');"
            faces.append(re.sub(r"src: [^;]+;", source, face))
    if len(faces) != len(FONT_SUBSETS) * len(FONT_WEIGHTS):
        raise Unexpected(f"{len(faces)} font faces found")
    return ("\n".join(faces) + "\n").encode()


def write(root: Path, files: Mapping[str, bytes]) -> None:
    """Write the files and the manifest that --check reads."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    manifest = {
        "packages": {package.spec: package.licence for package in PACKAGES},
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    }
    text = json.dumps(manifest, indent=2, sort_keys=True)
    (root / "MANIFEST.json").write_text(text + "\n", encoding="utf-8")


def differences(root: Path) -> Iterator[str]:
    """Every file that is missing, changed or not in the manifest; every pin the manifest lacks."""
    manifest = json.loads((root / "MANIFEST.json").read_text(encoding="utf-8"))
    wanted: dict[str, str] = manifest["files"]
    if manifest["packages"] != {package.spec: package.licence for package in PACKAGES}:
        yield "the manifest was written for other packages than the ones pinned"
    present = {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.name != "MANIFEST.json"
    }
    for name in sorted(wanted.keys() | present.keys()):
        if name not in present:
            yield f"{name} is missing"
        elif name not in wanted:
            yield f"{name} is not in the manifest"
        elif present[name] != wanted[name]:
            yield f"{name} was changed"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
