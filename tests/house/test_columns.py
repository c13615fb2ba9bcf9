"""Every column of every table stands in one list with what protects it; a new one without fails.

open: readable by whoever reads the row. case: sealed with the key of its case. ring: sealed by the
key ring. hash: cannot be turned back.
"""

import subprocess
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.utils import timezone

from cases.models import Draft
from kinderschutz.lib.runtime.binaries import postgres_program
from kinderschutz.lib.sealed import EncryptedTextField
from network.access import SYSTEM, acting_as
from network.management.backups import this_database
from tests.factories import agreements as agreements_make
from tests.factories import cases as make
from tests.people import arrive

LIST: dict[str, dict[str, str]] = tomllib.loads(
    (Path(__file__).parent / "columns.toml").read_text("utf-8")
)
CLASSES = {"open", "case", "ring", "hash"}
SEALED_OTHERWISE = {
    "mfa_authenticator.data": "ring",  # network.adapters seals the secrets in it
    "cases_casekey.wrapped": "ring",  # the ring wraps the keys of the cases
    "cases_uploadpiece.sealed": "case",  # under the key of its file, which the case's key seals
}
TABLES = {
    model._meta.db_table: {str(field.column): field for field in model._meta.local_concrete_fields}
    for model in apps.get_models(include_auto_created=True)
}


@pytest.mark.parametrize("table", sorted(TABLES))
def test_every_column_has_one_class(table: str) -> None:
    listed = [column for columns in LIST.get(table, {}).values() for column in columns.split()]

    assert sorted(listed) == sorted(TABLES[table]), f"complete [{table}] in columns.toml"
    assert set(LIST[table]) <= CLASSES


def test_the_list_names_no_table_that_is_gone() -> None:
    assert sorted(set(LIST) - set(TABLES)) == []


@pytest.mark.parametrize("table", sorted(TABLES))
def test_the_class_is_what_the_field_does(table: str) -> None:
    said = {
        column: kind for kind, columns in LIST.get(table, {}).items() for column in columns.split()
    }
    for column, field in TABLES[table].items():
        name = f"{table}.{column}"
        if isinstance(field, EncryptedTextField):
            wanted = {"case" if field.case else "ring"}
        elif name in SEALED_OTHERWISE:
            wanted = {SEALED_OTHERWISE[name]}
        else:
            wanted = {"open", "hash"}
        assert said.get(column) in wanted, name


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not settings.DATABASE_OWNER, reason="needs an owner's role")
def test_a_dump_of_a_filled_database_holds_no_text_of_a_case() -> None:
    people = arrive()
    agreements_make.publish_standard()
    now = timezone.now()
    with acting_as(SYSTEM):
        make.make_concern(people)
        Draft.objects.create(
            user=people.ada.user, entries={"a": "Kanarienentwurf"}, created_at=now, updated_at=now
        )

    dump = subprocess.run(
        [postgres_program("pg_dump"), "--format=plain", "--data-only", "--exclude-schema=walls"],
        env=this_database().as_reader().environment(),
        capture_output=True,
        check=True,
    ).stdout.lower()

    assert b"ben@leute.example" in dump, "a filled database was dumped"
    assert b"kanarien" not in dump
    assert b"kanarien".hex().encode() not in dump
