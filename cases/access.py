"""Who sees and does what with cases. Offices first, then rows; a refusal looks like absence."""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from cases.models import Child, Concern, Draft, FormDraft, Notice
from cases.models.notice import NoticeQuerySet
from network.access import Actor, Permission, Refused, allowed, require, rule
from network.domain.by_hand import CallDesk
from network.domain.terms import RecipientKind
from network.models import Call, Network, PostalLetter
from network.models.by_hand import CallQuerySet, PostalLetterQuerySet

__all__ = [
    "Actor",
    "Permission",
    "Refused",
    "allowed",
    "may_report",
    "own_drafts",
    "own_form_drafts",
    "own_reports",
    "own_unsent",
    "recordable_calls",
    "require",
    "sent_notices",
    "visible_calls",
    "visible_concerns",
    "visible_letters",
    "visible_notices",
]


def _concerns() -> QuerySet[Concern]:
    """Concerns about children: what the portal reports to itself each night is none."""
    return Concern.objects.filter(is_canary=False)


def _notices() -> NoticeQuerySet:
    """Notices about children."""
    return Notice.objects.filter(is_canary=False)


def visible_concerns(actor: Actor) -> QuerySet[Concern]:
    """Concerns that an office of the actor took in or owns a child of."""
    if not actor.offices:
        return Concern.objects.none()
    owns = Child.objects.filter(concern=OuterRef("pk"), office__in=actor.offices)
    return _concerns().filter(Q(office__in=actor.offices) | Exists(owns))


def visible_notices(actor: Actor) -> NoticeQuerySet:
    """Notices that were addressed to an organisation of the actor and have left."""
    released = _notices().filter(released_at__isnull=False)
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
    return _notices().filter(office__in=actor.offices)


def own_reports(actor: Actor) -> QuerySet[Concern]:
    """Concerns that this very person reported through the portal."""
    if actor.user_id is None:
        return Concern.objects.none()
    return _concerns().filter(reporter__user=actor.user_id)


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
        asked = Q(desk=CallDesk.REPORTER) | Q(attempts__by=actor.user_id)
        seen |= Q(pk__in=Call.objects.filter(asked, message_id__in=own.values("pk")).values("pk"))
    return Call.objects.filter(seen)


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
    return Call.objects.filter(asked)


def visible_letters(actor: Actor) -> PostalLetterQuerySet:
    """Letters on paper that the actor's offices answer for."""
    return PostalLetter.objects.filter(office__in=actor.offices)


@rule(Call)
def _on_call(actor: Actor, call: Call) -> frozenset[Permission]:
    """Whoever sees a call, or was asked to make it, records it; that somebody takes over is for an
    office to write down.

    Offices of the network take over themselves, in the portal.
    """
    if not recordable_calls(actor).filter(pk=call.pk).exists():
        return frozenset()
    permissions = {Permission.READ, Permission.RECORD}
    if actor.offices and call.recipient_kind != RecipientKind.OFFICE:
        permissions.add(Permission.TAKE_OVER)
    return frozenset(permissions)


@rule(PostalLetter)
def _on_letter(actor: Actor, letter: PostalLetter) -> frozenset[Permission]:
    """The office that answers prints, posts and writes down who confirmed."""
    if letter.office_id not in actor.offices:
        return frozenset()
    return frozenset({Permission.READ, Permission.RECORD, Permission.TAKE_OVER})


@rule(Notice)
def _on_notice(actor: Actor, notice: Notice) -> frozenset[Permission]:
    """Recipients take a notice over once it has left; its sending office releases it."""
    if notice.is_canary:
        return frozenset()
    permissions: set[Permission] = set()
    is_recipient = (
        notice.recipient_office_id in actor.offices or notice.recipient_partner_id in actor.partners
    )
    if is_recipient and notice.released_at is not None:
        permissions |= {Permission.READ, Permission.TAKE_OVER}
    if notice.office_id in actor.offices:
        permissions |= {Permission.READ, Permission.RELEASE}
    return frozenset(permissions)


@rule(Concern)
def _on_concern(actor: Actor, concern: Concern) -> frozenset[Permission]:
    """The office that took it in and the owners of its children read, forward and overrule."""
    if visible_concerns(actor).filter(pk=concern.pk).exists():
        return frozenset({Permission.READ, Permission.FORWARD, Permission.OVERRULE})
    return frozenset()


def may_report(actor: Actor) -> bool:
    """Whether the actor may report at all: a partner's account, or a caseworker taking in a call or
    a letter.
    """
    return bool(actor.partners or actor.offices)
