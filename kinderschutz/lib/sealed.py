"""Model fields that keep names and free text unreadable in the database and its backups."""

import json
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from kinderschutz.lib.case_keys import FETCHED, DataKey, data_key, fetched_parts, with_key
from kinderschutz.lib.crypto import (
    CASE_ENVELOPE,
    ENVELOPE,
    ShreddedValue,
    UnreadableValue,
    open_for_case,
    seal_for_case,
)
from kinderschutz.lib.key_ring import key_ring, newer_ring
from kinderschutz.lib.log_fields import Known

__all__ = ["GONE", "EncryptedJSONField", "EncryptedTextField", "key_ring"]

GONE = "gelöscht"
"""What a text of a case reads as whose key was destroyed."""

logger = logging.getLogger(__name__)

if TYPE_CHECKING:
    Field = models.Field[Any, Any]
else:
    Field = models.Field


class Sealed(bytes):
    """An envelope, ready to be written; plain bytes are content."""


class EncryptedTextField(Field):
    """Text sealed with AES-256-GCM. It cannot be searched, only read.

    With `case`, the path to the key of the concern (`concern_id`, `notice.concern_id`), the key of
    that case seals it for this column of this row; else the key ring does for this column. Where
    the path leads to nothing the ring seals.
    A value that does not open raises UnreadableValue, or reads as `unreadable` where a list must
    not fail because of one row. When the key of its case was destroyed it reads as GONE, JSON as
    what `gone` makes.
    """

    def __init__(
        self, *args: Any, place: str, unreadable: str = "", case: str = "", **kwargs: Any
    ) -> None:
        self.place = place
        self.unreadable = unreadable
        self.case = case
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """For migrations; `case` changes nothing about the column."""
        name, path, args, kwargs = super().deconstruct()
        said = {"unreadable": self.unreadable} if self.unreadable else {}
        return name, path, args, {**kwargs, "place": self.place, **said}

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "bytea"

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """The envelope of the value under the key of its case; else the value itself."""
        value = super().pre_save(model_instance, add)
        if value is None or not self.case or isinstance(value, Sealed) or _is_expression(value):
            return value
        key = _key_for(model_instance, self.case)
        if key is None:
            return Sealed(key_ring().encrypt(self._text(value), place=self.place))
        return self.sealed(value, key, row=model_instance.pk)

    def sealed(self, value: Any, key: DataKey, *, row: Any) -> Sealed:
        """The envelope of a value for one row of a case."""
        return self.sealed_text(self._text(value), key, row=row)

    def sealed_text(self, text: str, key: DataKey, *, row: Any) -> Sealed:
        """The same for a value that is its text already."""
        return Sealed(seal_for_case(text, key.key, case=key.case, place=self.place, row=row))

    def get_prep_value(self, value: Any) -> bytes | None:
        """What is written. Values of a case are sealed with their row, never by `update()`."""
        if value is None or isinstance(value, Sealed):
            return value
        if self.case:
            raise FieldError(f"{self.name} is sealed with its row: use save() or rows.insert()")
        return Sealed(key_ring().encrypt(self._text(value), place=self.place))

    def select_format(self, compiler: Any, sql: str, params: Sequence[Any]) -> tuple[str, Any]:
        """Fetch a value of a case together with the wrapped key of the case."""
        fetching = (
            with_key(sql, primary_key=self._row_column()) if self.case and not params else None
        )
        return fetching or sql, params

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> Any:
        """The opened value."""
        if value is None:
            return None
        try:
            return self._value(self._opened(bytes(value)))
        except ShreddedValue:
            return self._gone()
        except UnreadableValue:
            if not self.unreadable:
                raise
            logger.error("a value in %s does not open", Known(self.place))
            return self.unreadable

    def _opened(self, value: bytes) -> str:
        kind = value[0] if value else 0
        if kind == FETCHED:
            row, key, envelope = fetched_parts(value)
            return open_for_case(envelope, key, place=self.place, row=row)
        if kind == CASE_ENVELOPE:
            raise UnreadableValue(f"{self.place} was read without its key, past a plain SELECT")
        ring = newer_ring(value[1]) if kind == ENVELOPE and len(value) > 1 else key_ring()
        return ring.decrypt(value, place=self.place)

    def _row_column(self) -> str:
        return str(self.model._meta.pk.column)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is encrypted and cannot be filtered")
        return super().get_lookup(lookup_name)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(form_class=forms.CharField, widget=forms.Textarea, **kwargs)

    def _text(self, value: Any) -> str:
        return str(value)

    def _value(self, text: str) -> Any:
        return text

    def _gone(self) -> Any:
        return GONE


class EncryptedJSONField(EncryptedTextField):
    """A JSON value, sealed as one text; `gone` makes what it reads as after shredding."""

    def __init__(self, *args: Any, gone: type[Any] = dict, **kwargs: Any) -> None:
        self.gone = gone
        super().__init__(*args, **kwargs)

    def _text(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def _value(self, text: str) -> Any:
        return json.loads(text)

    def _gone(self) -> Any:
        return self.gone()


def _is_expression(value: Any) -> bool:
    return hasattr(value, "resolve_expression")


def _key_for(row: models.Model, path: str) -> DataKey | None:
    """The key of the case of a row that is about to be written.

    A case that is being made gets its key now, and hands it to the rows that point to it in
    memory. Keys that were found or made otherwise are looked up again for each row.
    """
    *steps, last = path.split(".")
    holder: Any = row
    for step in steps:
        holder = getattr(holder, step)
    case = getattr(holder, last)
    if case is None:
        return None
    concern = holder._state.fields_cache.get(last.removesuffix("_id"), holder)
    known: DataKey | None = vars(concern).get(_MEMO) or vars(row).get(_MEMO)
    if known and known.case == case:
        return known
    is_new = holder is row and last == row._meta.pk.attname and row._state.adding
    key = data_key(case, is_new=is_new)
    vars(row)[_MEMO] = key
    return key


_MEMO = "_data_key"
