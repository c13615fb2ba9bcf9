"""Model fields that keep names and free text unreadable in the database and its backups."""

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from kinderschutz.lib.crypto import KeyRing


@cache
def _ring(keys: str) -> KeyRing:
    return KeyRing.parse(keys)


def key_ring() -> KeyRing:
    """The key ring of the settings, parsed once per process and value."""
    return _ring(settings.FIELD_KEYS)


if TYPE_CHECKING:
    Field = models.Field[Any, Any]
else:
    Field = models.Field


class EncryptedTextField(Field):
    """Text sealed with AES-256-GCM for this table and column. It cannot be searched, only read."""

    def __init__(self, *args: Any, place: str, **kwargs: Any) -> None:
        self.place = place
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "place": self.place}

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "bytea"

    def get_prep_value(self, value: Any) -> bytes | None:
        if value is None or isinstance(value, bytes):
            return value
        return key_ring().encrypt(self._text(value), place=self.place)

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> Any:
        if value is None:
            return None
        return self._value(key_ring().decrypt(bytes(value), place=self.place))

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


class EncryptedJSONField(EncryptedTextField):
    """A JSON value, sealed as one text."""

    def _text(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def _value(self, text: str) -> Any:
        return json.loads(text)
