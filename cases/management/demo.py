"""Practice data: invented accounts, partners and concerns, made by the real services."""

import csv
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.contrib.auth.hashers import make_password
from django.db import transaction

from cases.domain.facts import read_facts
from cases.domain.report import AdultEntry, ChildIdentity, Relation, Report, ReporterEntry, Via
from cases.management.demo_accounts import confirm_and_invite
from cases.management.demo_by_hand import done_by_hand
from cases.management.demo_exceptions import make_exceptions
from cases.management.demo_lent import lend
from cases.management.demo_looks import Told, look_around
from cases.management.demo_retention import close_and_hold
from cases.management.demo_uploads import attach_files
from cases.models import Concern, Notice
from cases.queries.proposal import register_at
from cases.services.acknowledgement import take_over
from cases.services.report import report_concern
from kinderschutz.lib.practice import PASSWORD
from network.access import SYSTEM, Actor, actor_for, grant_all
from network.domain.terms import PARTNER_ROLES, PartnerCategory, Role
from network.models import Membership, Partner, User, YouthOffice
from network.services.accounts import add_membership, create_account, grant_role

FIRST_DAY_AGO = timedelta(days=400)


@dataclass(frozen=True)
class Account:
    """One line of accounts.csv."""

    email: str
    name: str
    organisation: str
    key: str
    role: Role


def rows(path: Path) -> list[dict[str, str]]:
    """The lines of a semicolon file by column name."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def accounts(folder: Path) -> list[Account]:
    """Who can sign in for practice."""
    return [
        Account(
            email=row["email"],
            name=row["name"],
            organisation=row["organisation"],
            key=row["key"],
            role=Role(row["role"]),
        )
        for row in rows(folder / "accounts.csv")
    ]


@transaction.atomic
def seed_accounts(folder: Path, *, at: datetime) -> int:
    """Partners, accounts, roles and grants; what is there stays. Returns the new accounts."""
    for row in rows(folder / "partners.csv"):
        Partner.objects.get_or_create(
            key=row["key"],
            defaults={"name": row["name"], "category": PartnerCategory(row["category"])},
        )
    partners = {partner.key: partner for partner in Partner.objects.all()}
    for role in sorted(PARTNER_ROLES):
        grant_all(role, on=list(partners.values()))
    password = make_password(PASSWORD)
    offices = {office.key: office for office in YouthOffice.objects.all()}
    made = 0
    for account in accounts(folder):
        if User.objects.filter(email=account.email).exists():
            continue
        organisation: YouthOffice | Partner = (
            offices[account.key] if account.organisation == "office" else partners[account.key]
        )
        user = create_account(email=account.email, name=account.name, by=SYSTEM, at=at)
        User.objects.filter(pk=user.pk).update(password=password)
        grant_role(role=account.role, organisation=organisation, by=SYSTEM, at=at)
        add_membership(
            user=user,
            role=account.role,
            organisation=organisation,
            first_day=(at - FIRST_DAY_AGO).date(),
            by=SYSTEM,
            at=at,
            reason="Übungsdaten",
        )
        made += 1
    if made:
        confirm_and_invite(at=at)
    return made


def seed_concerns(folder: Path, *, at: datetime) -> int:
    """The concerns of concerns.json, each once, as if they had come in over the last hours."""
    made: Told = []
    for number, entry in enumerate(json.loads((folder / "concerns.json").read_text("utf-8"))):
        key = uuid5(NAMESPACE_URL, f"kinderschutz-demo-{number}")
        if Concern.objects.filter(idempotency_key=key).exists():
            continue
        received = at - timedelta(minutes=entry["minutes_ago"])
        by, partner_id = _actor(entry["by"], at), _partner(entry["by"])
        attach_files(entry, key=key, by=by, partner_id=partner_id, at=received)
        concern = report_concern(
            by=by,
            report=_report(entry, received),
            at=received,
            idempotency_key=key,
            partner_id=partner_id,
        )
        for email in entry.get("taken_over_by", []):
            _take_over(concern, _actor(email, at), at=received + timedelta(minutes=9))
        done_by_hand(concern, entry, actor_of=lambda email: _actor(email, at), at=received)
        make_exceptions(concern, entry, actor_of=lambda email: _actor(email, at), at=received)
        lend(concern, entry, actor_of=lambda email: _actor(email, at), at=received)
        close_and_hold(concern, entry, actor_of=lambda email: _actor(email, at), at=at)
        made.append((concern, entry, received))
    look_around(made, actor_of=lambda email: _actor(email, at), at=at)
    return len(made)


def _take_over(concern: Concern, by: Actor, *, at: datetime) -> None:
    for notice in Notice.objects.filter(concern=concern, recipient_office__in=by.offices):
        take_over(notice=notice, by=by, at=at)


def _actor(email: str, at: datetime) -> Actor:
    return actor_for(User.objects.get(email=email), at)


def _partner(email: str) -> Any:
    membership = Membership.objects.filter(user__email=email, partner__isnull=False).first()
    return membership.partner_id if membership else None


def _report(entry: dict[str, Any], received: datetime) -> Report:
    data = {**entry["facts"], "received_at": received.isoformat()}
    return Report(
        facts=read_facts(data, register_at(received)),
        via=Via(entry.get("via", "portal")),
        account=entry["account"],
        identities={
            ref: ChildIdentity(**identity) for ref, identity in entry["identities"].items()
        },
        adults=tuple(
            AdultEntry(
                relation=Relation(adult["relation"]),
                name=adult["name"],
                contact=adult.get("contact", ""),
            )
            for adult in entry.get("adults", [])
        ),
        reporter=ReporterEntry(**entry["reporter"]),
    )
