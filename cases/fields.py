"""Sealed fields by the name under which the first tables of the cases know them."""

from kinderschutz.lib.sealed import EncryptedJSONField, EncryptedTextField, key_ring

__all__ = ["EncryptedJSONField", "EncryptedTextField", "key_ring"]
