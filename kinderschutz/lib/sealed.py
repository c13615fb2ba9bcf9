"""Model fields that keep names and free text unreadable in the database and its backups."""

import json
import logging
from functools import cache
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from kinderschutz.lib.crypto import KeyRing, UnreadableValue
from kinderschutz.lib.log_fields import Known

logger = logging.getLogger(__name__)


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
    """Text sealed with AES-256-GCM for this table and column. It cannot be searched, only read.

    A value that does not open raises UnreadableValue, or reads as `unreadable` where a list must
    not fail because of one row.
    """

    def __init__(self, *args: Any, place: str, unreadable: str = "", **kwargs: Any) -> None:
        self.place = place
        self.unreadable = unreadable
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        said = {"unreadable": self.unreadable} if self.unreadable else {}
        return name, path, args, {**kwargs, "place": self.place, **said}

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "bytea"

    def get_prep_value(self, value: Any) -> bytes | None:
        if value is None or isinstance(value, bytes):
            return value
        return key_ring().encrypt(self._text(value), place=self.place)

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> Any:
        if value is None:
            return None
        try:
            return self._value(key_ring().decrypt(bytes(value), place=self.place))
        except UnreadableValue:
            if not self.unreadable:
                raise
            logger.error("a value in %s does not open", Known(self.place))
            return self.unreadable

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
