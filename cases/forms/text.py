"""What people type, made harmless; see `kinderschutz.lib.plain`."""

from kinderschutz.lib.plain import plain_text, single_line

__all__ = ["plain_text", "single_line"]
