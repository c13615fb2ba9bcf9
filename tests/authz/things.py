"""Two cases and all that hangs on them: "a" belongs to Ada and Bornheim, "b" to Piet and Siegburg.

Each text bears a canary of its own case, so that an answer tells which case it spoke of.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from cases.domain.access_export import Choice, Refusal
from cases.domain.report import AdultEntry, ChildIdentity, Relation, ReporterEntry
from cases.models import (
    AccessExport,
    BreakGlass,
    CaseBlock,
    Concern,
    Notice,
    ReporterReveal,
    Upload,
)
from cases.queries.access_export import items_of
from cases.services.access_export import begin_export, save_export, submit_export
from cases.services.blocking import block
from cases.services.break_glass import break_glass
from cases.services.paper_kit import make as make_kit
from cases.services.report import report_concern
from cases.services.reporter import reveal_reporter
from cases.services.scanning import scan_next
from cases.services.uploads import Incoming, attach_to_concern
from network.access import SYSTEM, acting_as
from network.domain.by_hand import CallDesk
from network.domain.terms import Role
from network.models import Call, Invitation, Partner, PostalLetter, YouthOffice
from network.services.invitations import invite
from tests.authz.canaries import Canaries
from tests.cases.uploads import files
from tests.cases.uploads.attaching import attach
from tests.cases.views.walking import begin, fill
from tests.factories.cases import BONN, a_report, child, notice_to, overdue
from tests.people import Person

MISSING = UUID("00000000-0000-4000-8000-000000000000")
NO_REFERENCE, NO_NUMBER = "KS-2222-2222-2222", 999_999_999


@dataclass(frozen=True)
class Side:
    """Whose a case is, and by whose hands it got what hangs on it."""

    office: YouthOffice
    partner: Partner
    lives: Mapping[str, str]
    reporter: Person
    worker: Person
    head: Person
    on_call: Person
    kept_out: Person
    keeper: Person
    words: Canaries
    desk: CallDesk


Things = dict[str, dict[str, Any]]
"""Arguments of an address by the kind of thing it opens."""


def missing() -> Things:
    """As `things_of`, for what does not exist."""
    kinds = (
        "notice sent call letter kit office draft upload glass reveal export invitation membership"
    )
    found: Things = {kind: {"pk": MISSING} for kind in kinds.split()}
    return found | {
        "draft": {"draft_id": MISSING},
        "step": {"draft_id": MISSING, "slug": "lage"},
        "form": {"pk": MISSING, "slug": "weiterleiten"},
        "reference": {"reference": NO_REFERENCE},
        "call_of_receipt": {"reference": NO_REFERENCE, "pk": MISSING},
        "call_of_notice": {"pk": MISSING, "call": MISSING},
        "block": {"pk": MISSING, "block_id": MISSING},
        "factor": {"number": NO_NUMBER},
        "session": {"sitzung": str(NO_NUMBER)},
    }


def things_of(side: Side) -> Things:
    """Report the case, let everything happen that has an address, and say where it lies."""
    concern = _reported(side)
    notice = overdue(notice_to(concern, side.office.key))
    letter = PostalLetter.objects.get(reference=concern.reference)
    PostalLetter.objects.filter(pk=letter.pk).update(address="Jugendamt\nWeg 1\n53111 Bonn")
    call = Call.objects.get(reference=concern.reference, recipient_outside__isnull=False)
    Call.objects.filter(pk=call.pk).update(desk=side.desk)
    kit = make_kit(side.office, day=timezone.localdate())
    assert kit is not None
    draft = _draft(side)
    found = {
        "notice": notice,
        "sent": Notice.objects.get(concern=concern, recipient_outside__isnull=False),
        "call": call,
        "letter": letter,
        "kit": kit,
        "office": side.office,
        "upload": _uploaded(side, concern),
        "glass": _broken(side, concern),
        "reveal": _revealed(side, concern),
        "export": _exported(side, concern),
        "invitation": _invited(side),
        "membership": side.worker.user.memberships.get(),
    }
    kept_out = _kept_out(side, concern)
    _typed(side, notice)
    things: Things = {kind: {"pk": each.pk} for kind, each in found.items()}
    return things | {
        "draft": {"draft_id": draft},
        "step": {"draft_id": draft, "slug": "lage"},
        "form": {"pk": notice.pk, "slug": "weiterleiten"},
        "reference": {"reference": concern.reference},
        "call_of_receipt": {"reference": concern.reference, "pk": call.pk},
        "call_of_notice": {"pk": notice.pk, "call": call.pk},
        "block": {"pk": notice.pk, "block_id": kept_out.pk},
        "factor": {"number": _factor(side.worker).pk},
        "session": {"sitzung": str(_session(side.worker).pk)},
    }


def _reported(side: Side) -> Concern:
    words, at = side.words, timezone.now()
    told = child(lives=side.lives, whereabouts=BONN)
    report = replace(
        a_report(told, at=at, urgency="acute"),
        account=words.account,
        identities={"A": ChildIdentity(words.child)},
        adults=(AdultEntry(Relation.MOTHER, words.mother, words.street),),
        reporter=ReporterEntry(words.reporter, "", "", words.phone, words.callback),
    )
    return report_concern(
        by=side.reporter.actor,
        report=report,
        at=at,
        idempotency_key=uuid4(),
        partner_id=side.partner.pk,
    )


def _draft(side: Side) -> UUID:
    """The reporter has typed a sentence and chosen a file, and sent nothing."""
    browser = Client()
    browser.force_login(side.reporter.user)
    key = begin(browser)
    fill(browser, key, "lage", {"urgency": "urgent", "account": side.words.draft})
    attach(browser, key, (side.words.file, files.jpeg(gps=False)))
    return key


def _typed(side: Side, notice: Notice) -> None:
    """The worker has begun to forward."""
    browser = Client()
    browser.force_login(side.worker.user)
    assert browser.get(reverse("cases:forward", args=[notice.pk])).status_code == 200


def _uploaded(side: Side, concern: Concern) -> Upload:
    content = files.jpeg(gps=False)
    incoming = Incoming(name=side.words.file, size=len(content), content=content)
    with override_settings(CLAMD_ADDRESS="", PRACTICE=True):
        [kept] = attach_to_concern(
            by=side.worker.actor,
            concern=concern,
            office_id=side.office.pk,
            files=[incoming],
            at=timezone.now(),
        )
        with acting_as(SYSTEM):
            while scan_next():
                pass
    kept.refresh_from_db()
    assert kept.is_clean
    return kept


def _broken(side: Side, concern: Concern) -> BreakGlass:
    return break_glass(
        by=side.on_call.actor,
        office=side.office,
        reference=concern.reference,
        reason=side.words.reason,
        at=timezone.now(),
    )


def _revealed(side: Side, concern: Concern) -> ReporterReveal:
    reveal_reporter(
        concern=concern,
        by=side.worker.actor,
        purpose="callback",
        reason=side.words.reason,
        at=timezone.now(),
    )
    return ReporterReveal.objects.get(concern=concern)


def _exported(side: Side, concern: Concern) -> AccessExport:
    at, by = timezone.now(), side.worker.actor
    about = concern.children.get(ref="A")
    made = begin_export(concern=concern, by=by, office_id=side.office.pk, about=about, at=at)
    refused = {each.key: Choice(tell=False, refusal=Refusal.OTHERS) for each in items_of(made)}
    saved = save_export(export=made, by=by, choices=refused, version=made.version, at=at)
    return submit_export(export=saved, by=by, version=saved.version, at=at)


def _invited(side: Side) -> Invitation:
    """A head is invited: a second person must agree."""
    return invite(
        email=side.words.invited,
        role=Role.OFFICE_HEAD,
        organisation=side.office,
        by=side.keeper.actor,
        at=timezone.now(),
    )


def _kept_out(side: Side, concern: Concern) -> CaseBlock:
    return block(
        concern=concern,
        by=side.head.actor,
        user_id=side.kept_out.user.pk,
        reason=side.words.reason,
        at=timezone.now(),
    )


def _factor(somebody: Person) -> Authenticator:
    """The newer of two apps: one may be removed while another is left."""
    secret = get_adapter().encrypt("JBSWY3DPEHPK3PXP")
    rows = [
        Authenticator(user=somebody.user, type=kind, data=data)
        for kind, data in (
            (Authenticator.Type.RECOVERY_CODES, {"migrated_codes": [secret]}),
            (Authenticator.Type.TOTP, {"secret": secret}),
        )
    ]
    return Authenticator.objects.bulk_create(rows)[-1]


def _session(somebody: Person) -> UserSession:
    browser = Client()
    browser.force_login(somebody.user)
    return UserSession.objects.create(
        user=somebody.user,
        ip="192.0.2.1",
        user_agent="Anderer Browser",
        session_key=browser.session.session_key,
    )
