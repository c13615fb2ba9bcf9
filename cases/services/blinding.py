"""Who reported, written so that the tables alone do not tell it (docs/adr/0078)."""

from collections.abc import Generator, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from cases.models import Concern, Notice, Reporter, Upload
from kinderschutz.lib.aliases import alias_of
from kinderschutz.lib.key_ring import key_ring
from network.models import CallAttempt, Partner, User

LENGTH = 36
"""Characters of a key as text."""
AT_ONCE = 200


def new_reporter(
    concern: Concern, *, identity: Any, user_id: UUID | None, partner_id: UUID | None
) -> Reporter:
    """The reporter of a concern, not yet written: account and partner sealed with the case.

    The alias is there only where a person reported through the portal. Raises KeysAway.
    """
    reporter = Reporter(concern=concern, office_id=concern.office_id, identity=identity)
    _blind(reporter, user_id, partner_id)
    return reporter


def _blind(reporter: Reporter, user_id: UUID | None, partner_id: UUID | None) -> None:
    reporter.account = _sealed_account(user_id, partner_id)
    reporter.alias = alias_of(user_id) if user_id else None
    reporter.alias_key = key_ring().newest if user_id else None
    reporter.user_id = reporter.partner_id = None


def _sealed_account(user_id: UUID | None, partner_id: UUID | None) -> dict[str, str] | None:
    """Account and partner as they are sealed, of the same length whether or not both are known."""
    if user_id is None and partner_id is None:
        return None
    return {
        "user": str(user_id or "").ljust(LENGTH),
        "partner": str(partner_id or "").ljust(LENGTH),
    }


def institution_of(reporter: Reporter) -> Partner | None:
    """The partner for which it was reported; inside a deed or by the portal itself."""
    key = reporter.institution_id
    return Partner.objects.filter(pk=key).first() if key else None


def person_of(reporter: Reporter) -> User | None:
    """Whose account reported through the portal."""
    key = reporter.account_id
    return User.objects.filter(pk=key).first() if key else None


def to_blind() -> QuerySet[Reporter]:
    """Rows of before that name account or partner, and aliases of an older key of the ring."""
    named = Q(user__isnull=False) | Q(partner__isnull=False)
    return Reporter.objects.filter(named | (Q(alias__isnull=False) & ~_by_newest()))


def _by_newest() -> Q:
    return Q(alias_key=key_ring().newest)


def blind_anew() -> Generator[int, None, None]:
    """Seal and replace what names a reporter, in batches; the count of each.

    As the owner, who alone may change these columns of what is written once. Broken off, it goes on
    where it was. Of a shredded case nothing is left that could be found again. Raises KeysAway.
    """
    done = AT_ONCE
    while done == AT_ONCE:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL kinderschutz.renewing = 'on'")
            done = _blind_some()
        yield done


def _blind_some() -> int:
    rows = to_blind().select_for_update(of=("self",), no_key=True, skip_locked=True)
    found = list(rows.order_by("pk")[:AT_ONCE])
    for row in found:
        _forget_beside([row.concern_id], row.account_id)
        _blind(row, row.account_id, row.institution_id)
        row.save(update_fields=["account", "alias", "alias_key", "user", "partner"])
    gone = Concern.objects.filter(received_by=None, recorded_by__isnull=False, reporter=None)
    gone.update(recorded_by=None)
    return len(found)


def _forget_beside(concerns: Sequence[UUID], person: UUID | None) -> None:
    """The same account where it stands beside: on the concern, its files, the calls about it."""
    if person is None:
        return
    Concern.objects.filter(pk__in=concerns, recorded_by=person, received_by=None).update(
        recorded_by=None
    )
    Upload.objects.filter(concern__in=concerns, uploaded_by=person, from_report=True).update(
        uploaded_by=None
    )
    told = Notice.objects.filter(concern__in=concerns).values("pk")
    CallAttempt.objects.filter(call__message_id__in=told, by=person).update(by=None)
