"""PostgreSQL, Redis and the mail sink, as far as the environment does not name others."""

import os
import socket
from collections.abc import Callable

from kinderschutz.lib.runtime import processes
from kinderschutz.lib.runtime.binaries import postgres_directory, redis_program
from kinderschutz.lib.runtime.environment import child_environment, embeds
from kinderschutz.lib.runtime.places import Places
from kinderschutz.lib.runtime.postgres import (
    APPLICATION,
    BACKUP,
    DELETION,
    OWNER,
    RELAY,
    REPORTS,
    Postgres,
)
from kinderschutz.lib.runtime.redis_server import RedisServer
from kinderschutz.lib.runtime.say import Speaker
from kinderschutz.lib.runtime.secret_store import Secrets, open_secrets
from kinderschutz.lib.runtime.supervisor import Supervisor
from kinderschutz.lib.runtime.unprivileged import Footing, footing


class Services:
    """Starts them one by one; `env` names each as soon as it answers. Raises PortalFault."""

    def __init__(
        self,
        places: Places,
        speaker: Speaker,
        supervisor: Supervisor,
        *,
        port: int,
        bare: bool,
    ) -> None:
        self._places = places
        self._speaker = speaker
        self._supervisor = supervisor
        self._ground: Footing | None = None
        if embeds(os.environ, "DATABASE_URL"):
            self._ground = footing(postgres_directory(), places)
        self._secrets: Secrets = open_secrets(
            places.data / "secrets.json",
            data_exists=self._ground is not None and (self._ground.data / "PG_VERSION").exists(),
        )
        self.env = child_environment(
            os.environ, places=places, secrets=self._secrets, port=port, bare=bare
        )

    def start(self, stopping: Callable[[], bool], *, forgetful: bool) -> None:
        """Start what is ours and wait until it answers. Raises PortalFault, Stopped."""
        if embeds(os.environ, "REDIS_URL"):
            self._start_redis(stopping)
        if embeds(os.environ, "EMAIL_URL"):
            self._start_mail_sink()
        if self._ground is not None:
            self._start_postgres(self._ground, stopping, forgetful=forgetful)

    def _start_redis(self, stopping: Callable[[], bool]) -> None:
        server = RedisServer(redis_program(), self._places, self._secrets.redis)
        self._speaker.say("Redis startet …")
        self._supervisor.start(server.child(self.env), stopping)
        self.env["REDIS_URL"] = server.url

    def _start_mail_sink(self) -> None:
        listening = socket.create_server(("127.0.0.1", 0))
        self.env["EMAIL_URL"] = f"smtp://127.0.0.1:{listening.getsockname()[1]}"
        self._supervisor.launch(processes.mail_sink(self.env, self._places, listening))
        self._mail_socket = listening  # stays open, a restarted sink takes it again

    def _start_postgres(
        self, ground: Footing, stopping: Callable[[], bool], *, forgetful: bool
    ) -> None:
        if ground.remark:
            self._speaker.say(ground.remark)
        database = Postgres(ground, self._secrets, forgetful=forgetful)
        if not database.exists:
            self._speaker.say("Datenbank wird angelegt (nur beim ersten Mal) …")
            database.create(self.env)
        self._speaker.say("PostgreSQL startet …")
        self._supervisor.start(database.child(self.env), stopping)
        database.settle()
        self.env["DATABASE_URL"] = database.url(APPLICATION)
        self.env["DATABASE_OWNER_URL"] = database.url(OWNER)
        self.env["DATABASE_BACKUP_URL"] = database.url(BACKUP)
        self.env["DATABASE_DELETION_URL"] = database.url(DELETION)
        self.env["DATABASE_RELAY_URL"] = database.url(RELAY)
        self.env["DATABASE_REPORTS_URL"] = database.url(REPORTS)
