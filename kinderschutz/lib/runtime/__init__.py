"""The embedded services of the one-command start: PostgreSQL, Redis and the processes of the portal."""
