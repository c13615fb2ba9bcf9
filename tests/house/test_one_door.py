"""What is dangerous in many hands is in one: PDF, tables, and no objects out of bytes at all."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = ("kinderschutz", "network", "agreements", "cases")
MODULES = sorted(path for app in APPS for path in (ROOT / app).rglob("*.py"))
DOORS = {
    "weasyprint": {"kinderschutz/lib/pdf.py"},
    "xlsxwriter": {"kinderschutz/lib/tables.py"},
    "openpyxl": set(),
    "pickle": set(),
    "shelve": set(),
    "marshal": set(),
    "dill": set(),
    "yaml": set(),
}
WRITERS = {"csv.writer": {"kinderschutz/lib/tables.py"}, "csv.DictWriter": set()}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> set[str]:
    """The first names of all modules that a module imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {each.name.partition(".")[0] for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize("module", sorted(DOORS))
def test_it_is_imported_only_behind_its_door(module: str) -> None:
    users = {name_of(path) for path in MODULES if module in imports(path)}

    assert users == DOORS[module]


@pytest.mark.parametrize("call", sorted(WRITERS))
def test_tables_are_written_by_one_writer(call: str) -> None:
    users = {name_of(path) for path in MODULES if f"{call}(" in path.read_text(encoding="utf-8")}

    assert users == WRITERS[call]


def test_nothing_between_the_processes_is_an_object_out_of_bytes() -> None:
    assert settings.CELERY_ACCEPT_CONTENT == ["json"]
    assert settings.CELERY_TASK_SERIALIZER == settings.CELERY_RESULT_SERIALIZER == "json"
    assert settings.SESSION_SERIALIZER == "django.contrib.sessions.serializers.JSONSerializer"
    assert "RedisCache" not in str(settings.CACHES)  # Django's own packs what it keeps as objects
    assert settings.MESSAGE_STORAGE.endswith("session.SessionStorage")
