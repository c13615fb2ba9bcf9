"""`manage.py add_account`: an account with one role, the first one of a new server above all."""

import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from network.access import SYSTEM, acting_as
from network.domain.accounts import is_variant
from network.domain.terms import Role
from network.models import Partner, User, YouthOffice
from network.services.accounts import add_membership, create_account, grant_role

SHORTEST = 12
"""Characters of a password."""


class Command(BaseCommand):
    """Made by the same services as everything else, so it stands in the protocol."""

    help = (
        "Legt ein Konto mit einer Rolle an; das Passwort wird gefragt oder von der Eingabe gelesen."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who, as what, where."""
        parser.add_argument("email")
        parser.add_argument("name", help="Name, wie ihn andere sehen")
        parser.add_argument("role", choices=[role.value for role in Role])
        parser.add_argument("organisation", help="Schlüssel des Jugendamts oder der Stelle")

    def handle(self, *, email: str, name: str, role: str, organisation: str, **_: Any) -> None:
        """All or nothing."""
        email = User.objects.normalize_email(email)
        if is_variant(email):
            raise CommandError(f"{email}: bitte ohne den Zusatz nach dem Pluszeichen.")
        if User.objects.filter(email=email).exists():
            raise CommandError(f"Das Konto {email} gibt es schon.")
        where = _organisation(organisation)
        password = self._password()
        at = timezone.now()
        with acting_as(SYSTEM), transaction.atomic():
            user = create_account(email=email, name=name, by=SYSTEM, at=at, password=password)
            grant_role(role=Role(role), organisation=where, by=SYSTEM, at=at)
            add_membership(
                user=user,
                role=Role(role),
                organisation=where,
                first_day=timezone.localdate(at),
                by=SYSTEM,
                at=at,
                reason="auf dem Server angelegt",
            )
        self.stdout.write(f"{email}: {role} bei {where.name}.")

    def _password(self) -> str:
        given = getpass("Passwort: ") if sys.stdin.isatty() else input()
        try:
            validate_password(given)
        except ValidationError as fault:
            raise CommandError(" ".join(fault.messages)) from None
        if len(given) < SHORTEST:
            raise CommandError(f"Das Passwort braucht mindestens {SHORTEST} Zeichen.")
        return given


def _organisation(key: str) -> YouthOffice | Partner:
    found = YouthOffice.objects.filter(key=key).first() or Partner.objects.filter(key=key).first()
    if found is None:
        raise CommandError(f"Weder ein Jugendamt noch eine Stelle hat den Schlüssel {key}.")
    return found
