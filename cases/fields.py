"""Sealed fields by the name under which the first tables of the cases know them."""

import base64
from typing import Any

from kinderschutz.lib.sealed import EncryptedJSONField, EncryptedTextField, key_ring

__all__ = ["EncryptedFileField", "EncryptedJSONField", "EncryptedTextField", "key_ring"]


class EncryptedFileField(EncryptedTextField):
    """The bytes of a small file, sealed as one text."""

    def get_prep_value(self, value: Any) -> bytes | None:
        if value is None:
            return None
        return key_ring().encrypt(base64.b64encode(bytes(value)).decode(), place=self.place)

    def _value(self, text: str) -> Any:
        return base64.b64decode(text)
