"""Who sees and does what with cases. Offices first, then rows; a refusal looks like absence."""

from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from cases.models import (
    AccessExport,
    BreakGlass,
    CaseAssignment,
    CaseBlock,
    Child,
    Concern,
    Draft,
    DutyCase,
    EndedCopy,
    FormDraft,
    Notice,
    ReporterReveal,
    Upload,
)
from cases.models.assignment import CaseAssignmentQuerySet
from cases.models.block import CaseBlockQuerySet
from cases.models.break_glass import BreakGlassQuerySet
from cases.models.duty_case import DutyCaseQuerySet
from cases.models.notice import ALARM, NoticeQuerySet
from cases.models.upload import UploadQuerySet
from kinderschutz.lib.aliases import aliases_of
from network.access import (
    ANSWER_ON_CALL,
    ASSIST_CASES,
    CHECK_COSTS,
    OPENED_IN_AN_EMERGENCY,
    Actor,
    Permission,
    Refused,
    allowed,
    require,
    rule,
)
from network.domain.by_hand import CallDesk
from network.domain.terms import ContentLevel, RecipientKind
from network.models import Call, Network, PostalLetter
from network.models.by_hand import CallQuerySet, PostalLetterQuerySet

__all__ = [
    "Actor",
    "Permission",
    "Refused",
    "allowed",
    "blocks_to_settle",
    "cost_offices",
    "duty_calls",
    "glass_offices",
    "has_reported",
    "is_kept_out",
    "kept_out_of",
    "led_break_glass",
    "led_reveals",
    "may_report",
    "offices_that_assign",
    "offices_that_block",
    "own_assignments",
    "own_break_glass",
    "own_drafts",
    "own_duty_cases",
    "own_form_drafts",
    "own_reports",
    "own_unsent",
    "own_uploads",
    "person_of",
    "recordable_calls",
    "require",
    "sent_notices",
    "visible_calls",
    "visible_concerns",
    "visible_exports",
    "visible_letters",
    "visible_notices",
    "visible_uploads",
]


def _concerns() -> QuerySet[Concern]:
    """Concerns about children: what the portal reports to itself each night is none."""
    return Concern.objects.filter(is_canary=False)


def _notices() -> NoticeQuerySet:
    """Notices about children."""
    return Notice.objects.filter(is_canary=False)


def _blocks_against(actor: Actor) -> Iterator[QuerySet[Any]]:
    """Keys of concerns that do not exist for this person, one index walk each (docs/adr/0055)."""
    if actor.user_id is None:
        return
    in_force = CaseBlock.objects.in_force()
    yield in_force.filter(user=actor.user_id).values("concern")
    if actor.partners:
        yield in_force.filter(partner__in=actor.partners).values("concern")


def kept_out_of(actor: Actor, concern_key: str = "concern") -> Q:
    """The rows of concerns that this person is kept out of, by the path to the concern.

    One list per query, asked for once, whatever the number of rows: `exclude(kept_out_of(...))`.
    """
    return reduce(
        or_, (Q(**{f"{concern_key}__in": each}) for each in _blocks_against(actor)), Q(pk__in=[])
    )


def is_kept_out(actor: Actor, concern_id: UUID) -> bool:
    """Whether this one concern does not exist for this person."""
    return any(each.filter(concern=concern_id).exists() for each in _blocks_against(actor))


def visible_concerns(actor: Actor) -> QuerySet[Concern]:
    """Concerns that an office of the actor took in or owns a child of."""
    if not actor.offices:
        return Concern.objects.none()
    owns = Child.objects.filter(concern=OuterRef("pk"), office__in=actor.offices)
    own = _concerns().filter(Q(office__in=actor.offices) & ~_ended("pk") | Exists(owns))
    return own.exclude(kept_out_of(actor, "pk"))


def _ended(concern: str = "concern") -> Exists:
    """The office's own time with the concern is over; others keep theirs (docs/deletion.md)."""
    return Exists(EndedCopy.objects.filter(concern=OuterRef(concern), office=OuterRef("office")))


def visible_notices(actor: Actor) -> NoticeQuerySet:
    """Notices that were addressed to an organisation of the actor and have left."""
    left = _notices().filter(released_at__isnull=False, erased_at=None)
    released = left.exclude(kept_out_of(actor))
    if actor.offices and not actor.partners:
        return released.filter(recipient_office__in=actor.offices)
    if actor.partners and not actor.offices:
        return released.filter(recipient_partner__in=actor.partners)
    if actor.offices and actor.partners:
        return released.filter(
            Q(recipient_office__in=actor.offices) | Q(recipient_partner__in=actor.partners)
        )
    return Notice.objects.none()


def sent_notices(actor: Actor) -> NoticeQuerySet:
    """Notices that the actor's offices answer for as senders, released or not."""
    sent = _notices().filter(~_ended(), office__in=actor.offices)
    return sent.exclude(kept_out_of(actor))


def own_reports(actor: Actor) -> QuerySet[Concern]:
    """Concerns that this very person reported through the portal."""
    if actor.user_id is None:
        return Concern.objects.none()
    own = Q(reporter__alias__in=aliases_of(actor.user_id)) | Q(reporter__user=actor.user_id)
    return _concerns().filter(own)


def has_reported(actor: Actor, concern_id: UUID | None) -> bool:
    """Whether this very person reported the concern through the portal."""
    if concern_id is None or not actor.partners:
        return False
    return own_reports(actor).filter(pk=concern_id).exists()


def own_drafts(actor: Actor) -> QuerySet[Draft]:
    """What this very person is writing."""
    if actor.user_id is None:
        return Draft.objects.none()
    return Draft.objects.filter(user=actor.user_id)


def own_form_drafts(actor: Actor) -> QuerySet[FormDraft]:
    """What this very person has typed into other long forms, for an organisation still theirs."""
    if actor.user_id is None:
        return FormDraft.objects.none()
    open_to_actor = Q(office__in=actor.offices) | Q(partner__in=actor.partners)
    return FormDraft.objects.filter(open_to_actor, user=actor.user_id)


def own_unsent(actor: Actor, kind: type[Draft] | type[FormDraft]) -> QuerySet[Any]:
    """The unsent text of one kind that is this very person's."""
    return own_drafts(actor) if kind is Draft else own_form_drafts(actor)


def visible_calls(actor: Actor) -> CallQuerySet:
    """Calls that the actor is asked to make, has been asked to make, or has made.

    The office that answers sees its calls from its desk on; nobody is asked to call the own office,
    but who took the report in there. At the last desk the fallback office sees them all. Reporters
    see the calls of their own reports while they are asked, and those they have recorded.
    """
    if actor.user_id is None:
        return Call.objects.none()
    seen = Q(pk__in=[])
    if actor.offices:
        is_fallback = Exists(Network.objects.filter(fallback_office__in=actor.offices))
        seen |= Q(desk=CallDesk.OFFICE, office__in=actor.offices)
        seen |= Q(desk=CallDesk.FALLBACK, office__in=actor.offices) & (
            Q(recipient_office=None) | ~Q(recipient_office__in=actor.offices)
        )
        seen |= Q(is_fallback, desk=CallDesk.FALLBACK)
    if actor.partners:
        own = Notice.objects.filter(concern__in=own_reports(actor), recipient_office=F("office"))
        made = Q(attempts__isnull=False, attempts__by=None)  # of own reports: by this very person
        asked = Q(desk=CallDesk.REPORTER) | Q(attempts__by=actor.user_id) | made
        seen |= Q(pk__in=Call.objects.filter(asked, message_id__in=own.values("pk")).values("pk"))
    return Call.objects.filter(seen).exclude(message_id__in=_messages_kept_from(actor))


def _messages_kept_from(actor: Actor) -> QuerySet[Any]:
    """Keys of the notices of concerns that do not exist for this person."""
    return _notices().filter(kept_out_of(actor)).values("pk")


def recordable_calls(actor: Actor) -> CallQuerySet:
    """Calls of which the actor may write down what came of an attempt: those that are visible, and
    those that the actor was asked to make until they went on to another desk. Whoever is still on
    the telephone then has reached somebody all the same.
    """
    went_on = Q(desk_since__gt=F("planned_at"))
    asked = Q(pk__in=visible_calls(actor).values("pk"))
    if actor.partners:
        own = _notices().filter(concern__in=own_reports(actor), recipient_office=F("office"))
        asked |= went_on & Q(message_id__in=own.values("pk"))
    if actor.offices:
        taken_in = _notices().filter(
            pk=OuterRef("message_id"),
            recipient_office=OuterRef("office"),
            concern__received_by=OuterRef("office"),
        )
        asked |= went_on & Q(Exists(taken_in), office__in=actor.offices)
    return Call.objects.filter(asked).exclude(message_id__in=_messages_kept_from(actor))


def duty_calls(actor: Actor) -> CallQuerySet:
    """Calls of the office about cases of the actor's own duties; made on the page of the duty."""
    offices = _offices_with(actor, ANSWER_ON_CALL)
    if not offices:
        return Call.objects.none()
    duty = own_duty_cases(actor).holding().values("concern")
    told = _notices().filter(concern__in=duty, office__in=offices)
    not_own = Q(recipient_office=None) | ~Q(recipient_office__in=offices)
    of_case = Call.objects.filter(not_own, office__in=offices, message_id__in=told.values("pk"))
    at_their_desk = of_case.filter(desk__in=[CallDesk.OFFICE, CallDesk.FALLBACK])
    return at_their_desk.exclude(message_id__in=_messages_kept_from(actor))


def visible_letters(actor: Actor) -> PostalLetterQuerySet:
    """Letters on paper that the actor's offices answer for."""
    own = PostalLetter.objects.filter(office__in=actor.offices)
    return own.exclude(message_id__in=_messages_kept_from(actor))


def own_break_glass(actor: Actor) -> BreakGlassQuerySet:
    """Emergency openings of this very person, while its role still allows them.

    A block that was set meanwhile ends one at once.
    """
    if actor.user_id is None:
        return BreakGlass.objects.none()
    opened = BreakGlass.objects.filter(user=actor.user_id, office__in=glass_offices(actor))
    return opened.exclude(kept_out_of(actor))


def _offices_with(actor: Actor, codename: str) -> frozenset[UUID]:
    return frozenset(office for code, office in actor.granted if code == codename)


def own_assignments(actor: Actor) -> CaseAssignmentQuerySet:
    """Cases on which this very person was called in, as long as role and assignment last."""
    if actor.user_id is None:
        return CaseAssignment.objects.none()
    offices = _offices_with(actor, ASSIST_CASES)
    own = CaseAssignment.objects.in_force().filter(user=actor.user_id, office__in=offices)
    return own.exclude(kept_out_of(actor)).exclude(concern__is_canary=True)


def own_duty_cases(actor: Actor) -> DutyCaseQuerySet:
    """Notices that reached the office while this very person was on call there."""
    if actor.user_id is None:
        return DutyCase.objects.none()
    offices = _offices_with(actor, ANSWER_ON_CALL)
    own = DutyCase.objects.in_force().filter(user=actor.user_id, office__in=offices)
    left = own.filter(notice__released_at__isnull=False, notice__erased_at=None)
    return left.exclude(kept_out_of(actor))


def cost_offices(actor: Actor) -> frozenset[UUID]:
    """Offices whose jurisdiction the actor checks, without reading a case (docs/adr/0075)."""
    return _offices_with(actor, CHECK_COSTS)


def glass_offices(actor: Actor) -> frozenset[UUID]:
    """Offices whose cases the actor may open in an emergency, and only then."""
    return frozenset(office for code, office in actor.granted if code in OPENED_IN_AN_EMERGENCY)


def led_break_glass(actor: Actor) -> BreakGlassQuerySet:
    """Emergency openings at the offices that the actor leads."""
    return BreakGlass.objects.filter(office__in=actor.led).exclude(kept_out_of(actor))


def led_reveals(actor: Actor) -> QuerySet[ReporterReveal]:
    """Looks at reporters at the offices that the actor leads."""
    return ReporterReveal.objects.filter(office__in=actor.led).exclude(kept_out_of(actor))


def blocks_to_settle(actor: Actor) -> CaseBlockQuerySet:
    """Wishes of reports at the offices that the actor leads: somebody is to be kept out."""
    wishes = CaseBlock.objects.to_settle().filter(office__in=actor.led)
    return wishes.exclude(kept_out_of(actor))


def visible_exports(actor: Actor) -> QuerySet[AccessExport]:
    """Answers to requests for access that the actor's offices make."""
    return AccessExport.objects.filter(office__in=actor.offices).exclude(kept_out_of(actor))


def own_uploads(actor: Actor) -> UploadQuerySet:
    """Files that this very person has attached: to what is being written, and to own reports."""
    if actor.user_id is None:
        return Upload.objects.none()
    mine = Q(uploaded_by=actor.user_id)
    sent = own_reports(actor).values("pk")
    taken_in = visible_concerns(actor).filter(recorded_by=actor.user_id).values("pk")
    return Upload.objects.filter(
        (mine & Q(draft__in=own_drafts(actor)))
        | (mine & Q(concern__in=taken_in))
        | (Q(concern__in=sent) & (mine | Q(uploaded_by=None, from_report=True)))
    )


def visible_uploads(actor: Actor) -> UploadQuerySet:
    """Files of the cases that the actor's offices answer for, and those of a report that was told
    to an office of the actor as a whole (docs/adr/0062). Partners are sent none.

    What an office adds later is its own: an office that acts for a sibling is not sent it.
    """
    lent = Q(concern__in=own_assignments(actor).values("concern")) | Q(
        concern__in=own_duty_cases(actor).holding().values("concern")
    )
    own = Q(from_report=True) | Q(office__in=actor.offices | glass_offices(actor))
    if not actor.offices:
        return Upload.objects.filter(lent & own if glass_offices(actor) else Q(pk__in=[]))
    told = visible_notices(actor).filter(
        recipient_office__in=actor.offices, content_level=ContentLevel.FULL, withdrawn_at=None
    )
    whole = told.exclude(cause=ALARM).values("concern")
    held = visible_concerns(actor).values("pk")
    return Upload.objects.filter(
        (Q(concern__in=held) & own) | Q(concern__in=whole, from_report=True)
    )


@rule(Upload)
def _on_upload(actor: Actor, upload: Upload) -> frozenset[Permission]:
    """Only what was checked and cleaned is ever opened."""
    if upload.is_clean and visible_uploads(actor).filter(pk=upload.pk).exists():
        return frozenset({Permission.READ})
    return frozenset()


@rule(Call)
def _on_call(actor: Actor, call: Call) -> frozenset[Permission]:
    """Whoever sees a call, or was asked to make it, records it; that somebody takes over is for an
    office to write down.

    Offices of the network take over themselves, in the portal.
    """
    is_on_duty = duty_calls(actor).filter(pk=call.pk).exists()
    if not (is_on_duty or recordable_calls(actor).filter(pk=call.pk).exists()):
        return frozenset()
    permissions = {Permission.READ, Permission.RECORD}
    works_there = actor.offices or is_on_duty
    if works_there and call.recipient_kind != RecipientKind.OFFICE:
        permissions.add(Permission.TAKE_OVER)
    return frozenset(permissions)


@rule(PostalLetter)
def _on_letter(actor: Actor, letter: PostalLetter) -> frozenset[Permission]:
    """The office that answers prints, posts and writes down who confirmed."""
    if not visible_letters(actor).filter(pk=letter.pk).exists():
        return frozenset()
    return frozenset({Permission.READ, Permission.RECORD, Permission.TAKE_OVER})


@rule(Notice)
def _on_notice(actor: Actor, notice: Notice) -> frozenset[Permission]:
    """Recipients take a notice over once it has left; its sending office releases it."""
    if notice.is_canary or is_kept_out(actor, notice.concern_id):
        return frozenset()
    permissions: set[Permission] = set()
    is_recipient = (
        notice.recipient_office_id in actor.offices or notice.recipient_partner_id in actor.partners
    )
    if is_recipient and notice.released_at is not None and notice.erased_at is None:
        permissions |= {Permission.READ, Permission.TAKE_OVER}
    if notice.office_id in actor.offices:
        permissions |= {Permission.READ, Permission.RELEASE}
    if _is_own_duty(actor, notice):
        permissions |= {Permission.READ, Permission.TAKE_OVER}
    return frozenset(permissions)


def _is_own_duty(actor: Actor, notice: Notice) -> bool:
    office = notice.recipient_office_id
    if office is None or not actor.holds(ANSWER_ON_CALL, office):
        return False
    return own_duty_cases(actor).filter(notice=notice.pk).exists()


@rule(Concern)
def _on_concern(actor: Actor, concern: Concern) -> frozenset[Permission]:
    """The office that took it in and the owners of its children read, forward and overrule; they
    look at the reporter and answer the family. Heads keep somebody out, and who took it in.
    """
    if not visible_concerns(actor).filter(pk=concern.pk).exists():
        return _on_lent_concern(actor, concern)
    permissions = {
        Permission.READ,
        Permission.ASSIGN,
        Permission.FORWARD,
        Permission.OVERRULE,
        Permission.REVEAL_REPORTER,
        Permission.EXPORT,
    }
    if offices_that_block(actor, concern):
        permissions.add(Permission.BLOCK)
    return frozenset(permissions)


def _on_lent_concern(actor: Actor, concern: Concern) -> frozenset[Permission]:
    """Whoever was called in may look at the reporter if the task needs it; whoever was on call may
    after having taken the case over.
    """
    called_in = own_assignments(actor).filter(concern=concern.pk)
    took_over = (
        own_duty_cases(actor)
        .holding()
        .filter(concern=concern.pk, notice__acknowledged_by=actor.user_id)
    )
    if called_in.exists() or took_over.exists():
        return frozenset({Permission.REVEAL_REPORTER})
    return frozenset()


@rule(CaseAssignment)
def _on_assignment(actor: Actor, assignment: CaseAssignment) -> frozenset[Permission]:
    """Whoever was called in reads, and writes down the own part; colleagues of that office end it.

    Nothing else: no taking over, no forwarding, no other decision, no closing.
    """
    if own_assignments(actor).filter(pk=assignment.pk).exists():
        return frozenset({Permission.READ, Permission.RECORD})
    if assignment.user_id != actor.user_id and assignment.office_id in offices_that_assign(
        actor, assignment.concern
    ):
        return frozenset({Permission.ASSIGN})
    return frozenset()


def offices_that_assign(actor: Actor, concern: Concern) -> frozenset[UUID]:
    """Offices in whose name the actor may call somebody in on this concern: own ones that took it
    in or own a child of it.
    """
    if not visible_concerns(actor).filter(pk=concern.pk).exists():
        return frozenset()
    children = concern.children.values_list("office_id", flat=True)
    return actor.offices & {concern.office_id, *children}


def offices_that_block(actor: Actor, concern: Concern) -> frozenset[UUID]:
    """Offices in whose name the actor may keep somebody out of this concern.

    Heads may at the offices that hold it; whoever took the report in or has taken it over, too.
    """
    holding = {concern.office_id, *concern.children.values_list("office_id", flat=True)}
    own = actor.offices & holding
    if not own - actor.led:
        return frozenset(own)
    taken = _notices().filter(concern=concern, acknowledged_by=actor.user_id)
    took_in = concern.recorded_by_id == actor.user_id and concern.received_by_id in own
    return frozenset(own) if took_in or taken.exists() else frozenset(own & actor.led)


@rule(AccessExport)
def _on_export(actor: Actor, export: AccessExport) -> frozenset[Permission]:
    """Colleagues of the office make and release; who made it never releases it."""
    if not visible_exports(actor).filter(pk=export.pk).exists():
        return frozenset()
    if export.made_by_id == actor.user_id:
        return frozenset({Permission.READ, Permission.EXPORT})
    return frozenset({Permission.READ, Permission.RELEASE})


@rule(ReporterReveal)
def _on_reveal(actor: Actor, shown: ReporterReveal) -> frozenset[Permission]:
    """A head who is somebody else takes note of a look at the reporter."""
    is_led = led_reveals(actor).filter(pk=shown.pk).exclude(user=actor.user_id).exists()
    return frozenset({Permission.LEAD}) if is_led else frozenset()


@rule(BreakGlass)
def _on_break_glass(actor: Actor, opened: BreakGlass) -> frozenset[Permission]:
    """Who broke in may end it; a head who is somebody else looks at it afterwards."""
    if opened.user_id == actor.user_id:
        return frozenset({Permission.READ})
    if led_break_glass(actor).filter(pk=opened.pk).exists():
        return frozenset({Permission.LEAD})
    return frozenset()


def person_of(by: Actor) -> UUID:
    """Who acts, for deeds that only a person can do. Raises Refused where it is the portal."""
    if by.user_id is None:
        raise Refused("Das kann nur eine Person tun, die angemeldet ist.")
    return by.user_id


def may_report(actor: Actor) -> bool:
    """Whether the actor may report at all: a partner's account, or a caseworker taking in a call or
    a letter.
    """
    return bool(actor.partners or actor.offices)
