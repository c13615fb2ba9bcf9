"""What happens with a case before anybody asks for it, each by the real service or page."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
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
from cases.services.report import report_concern
from cases.services.reporter import reveal_reporter
from cases.services.scanning import scan_next
from cases.services.uploads import Incoming, attach_to_concern
from network.access import SYSTEM, acting_as
from network.domain.by_hand import CallDesk
from network.domain.terms import Role
from network.models import Invitation, Partner, YouthOffice
from network.services.invitations import invite
from tests.authz.canaries import Canaries
from tests.cases.uploads import files
from tests.cases.uploads.attaching import attach
from tests.cases.views.walking import begin, fill
from tests.factories.cases import BONN, a_report, child
from tests.people import Person
from tests.signing_in import row_of


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
    second: Person
    answering: Person
    kept_out: Person
    keeper: Person
    words: Canaries
    desk: CallDesk


def report_case(side: Side) -> Concern:
    """The reporter tells of a child that is in Bonn right now."""
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


def begin_to_write(side: Side) -> UUID:
    """The reporter has typed a sentence and chosen a file, and sent nothing."""
    browser = Client()
    browser.force_login(side.reporter.user)
    key = begin(browser)
    fill(browser, key, "lage", {"urgency": "urgent", "account": side.words.draft})
    attach(browser, key, (side.words.file, files.jpeg(gps=False)))
    return key


def begin_to_forward(side: Side, notice: Notice) -> None:
    """The worker has begun to forward."""
    browser = Client()
    browser.force_login(side.worker.user)
    assert browser.get(reverse("cases:forward", args=[notice.pk])).status_code == 200


def attach_file(side: Side, concern: Concern) -> Upload:
    """The worker adds a picture, and it is checked and cleaned."""
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


def break_in(side: Side, concern: Concern) -> BreakGlass:
    """Whoever is on call opens the case for an hour."""
    return break_glass(
        by=side.on_call.actor,
        office=side.office,
        reference=concern.reference,
        reason=side.words.reason,
        at=timezone.now(),
    )


def look_at_reporter(side: Side, concern: Concern) -> ReporterReveal:
    """The worker looks at who reported, with a reason that the head reads."""
    reveal_reporter(
        concern=concern,
        by=side.worker.actor,
        purpose="callback",
        reason=side.words.reason,
        at=timezone.now(),
    )
    return ReporterReveal.objects.get(concern=concern)


def export(side: Side, concern: Concern) -> AccessExport:
    """The worker answers the family, and it waits for a second person."""
    at, by = timezone.now(), side.worker.actor
    about = concern.children.get(ref="A")
    made = begin_export(concern=concern, by=by, office_id=side.office.pk, about=about, at=at)
    refused = {each.key: Choice(tell=False, refusal=Refusal.OTHERS) for each in items_of(made)}
    saved = save_export(export=made, by=by, choices=refused, version=made.version, at=at)
    return submit_export(export=saved, by=by, version=saved.version, at=at)


def invite_head(side: Side) -> Invitation:
    """A head is invited: a second person must agree."""
    return invite(
        email=side.words.invited,
        role=Role.OFFICE_HEAD,
        organisation=side.office,
        by=side.keeper.actor,
        at=timezone.now(),
    )


def keep_out(side: Side, concern: Concern) -> CaseBlock:
    """The head keeps a colleague out of the case."""
    return block(
        concern=concern,
        by=side.head.actor,
        user_id=side.kept_out.user.pk,
        reason=side.words.reason,
        at=timezone.now(),
    )


def add_factor(somebody: Person) -> Authenticator:
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


def sign_in_elsewhere(somebody: Person) -> UserSession:
    """The person is signed in with another browser, too."""
    browser = Client()
    browser.force_login(somebody.user)
    return UserSession.objects.create(
        user=somebody.user,
        ip="192.0.2.1",
        user_agent="Anderer Browser",
        session_key=row_of(browser),
    )
