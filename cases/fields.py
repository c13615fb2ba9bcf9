"""Sealed fields by the name under which the first tables of the cases know them."""

import base64
from typing import Any

from kinderschutz.lib.sealed import EncryptedJSONField, EncryptedTextField, key_ring

__all__ = ["EncryptedFileField", "EncryptedJSONField", "EncryptedTextField", "key_ring"]


class EncryptedFileField(EncryptedTextField):
    """The bytes of a small file, sealed as one text."""

    def _text(self, value: Any) -> str:
        return base64.b64encode(bytes(value)).decode()

    def _value(self, text: str) -> Any:
        return base64.b64decode(text)

    def _gone(self) -> Any:
        return b""
