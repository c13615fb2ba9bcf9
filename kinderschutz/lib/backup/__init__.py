"""Backups: a sealed file with everything the database holds, and the proof that it can be read."""
