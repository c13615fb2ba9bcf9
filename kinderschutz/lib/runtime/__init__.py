"""The one-command start: embedded PostgreSQL and Redis, and the processes of the portal."""
