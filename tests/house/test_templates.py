"""What every template keeps to, so that the strict content-security policy and the parts hold."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(
    path for path in (ROOT / "templates").rglob("*.html") if not path.stem.endswith("_pdf")
)
TAG = re.compile(r"""<[a-z]+\s(?:"[^"]*"|'[^']*'|[^>"'])*>""")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT / "templates").as_posix()


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_no_inline_script_style_or_handler(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert re.findall(r"<style\b|\sstyle=|\son[a-z]+=|javascript:|hx-on|hx-vals=.js:", text) == []
    assert all("src=" in tag and "nonce=" in tag for tag in re.findall(r"<script\b[^>]*>", text))


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_every_element_of_htmx_carries_the_nonce(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    tags = [tag for tag in TAG.findall(text) if re.search(r"\shx-[a-z]", tag)]

    assert [tag for tag in tags if "hx-nonce=" not in tag] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_parts_are_included_with_only(path: Path) -> None:
    included = re.findall(r"{% include \"(?:components|[a-z]+)/_[^%]*%}", path.read_text("utf-8"))

    assert [tag for tag in included if not tag.rstrip("%} ").endswith("only")] == []


@pytest.mark.parametrize(
    "path", [path for path in TEMPLATES if path.parent.name == "components"], ids=name_of
)
def test_a_component_begins_by_naming_its_arguments(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert text.startswith("{% comment %}")
    assert re.search(r"Arguments?: ", text.split("{% endcomment %}")[0])
