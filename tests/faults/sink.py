"""A mail server that can do worse things than answer: kill its client, hang up after accepting."""

import asyncio
import os
import signal
from collections.abc import Callable

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.fixtures.smtp import SmtpSink


def kill_group(pid: int) -> None:
    """kill -9 for a process and its group."""
    os.killpg(os.getpgid(pid), signal.SIGKILL)


class FaultySink(SmtpSink):
    """Accepts like its parent; `after_accepting` happens before the client hears of it."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self._acts: dict[str, Callable[[SMTP], None]] = {}
        self._early: dict[str, Callable[[SMTP], None]] = {}

    def before_accepting(self, address: str, act: Callable[[SMTP], None]) -> None:
        """Once: when a message for `address` is here and not yet taken, `act` and take it not."""
        self._early[address] = act

    def after_accepting(self, address: str, act: Callable[[SMTP], None]) -> None:
        """Once: when a message for `address` has been taken, `act`, and answer only then."""
        self._acts[address] = act

    def hang_up_after_accepting(self, address: str) -> None:
        """Once: take the message for `address`, then break the connection instead of saying so."""
        self.after_accepting(address, hang_up)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take it, then do what the test asked for; or do that and take nothing."""
        for address in envelope.rcpt_tos:
            if act := self._early.pop(address, None):
                act(server)
                return "451 4.3.0 nobody listens"
        answer = await super().handle_DATA(server, session, envelope)
        for address in envelope.rcpt_tos:
            if act := self._acts.pop(address, None):
                act(server)
        return answer

    def message_ids(self, address: str) -> list[str]:
        """The Message-ID of each letter that arrived for `address`."""
        return [
            str(taken.message["Message-ID"])
            for taken in self.envelopes
            if address in taken.recipients
        ]


def hang_up(server: SMTP) -> None:
    """Break the connection without a word."""
    assert isinstance(server.transport, asyncio.Transport)
    server.transport.abort()
