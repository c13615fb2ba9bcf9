"""Who sees and does what with cases. Offices first, then rows; a refusal looks like absence."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.models import Child, Concern, Draft, Notice
from cases.models.notice import NoticeQuerySet
from network.access import Actor, Permission, Refused, allowed, require, rule

__all__ = [
    "Actor",
    "Permission",
    "Refused",
    "allowed",
    "may_report",
    "own_drafts",
    "own_reports",
    "require",
    "sent_notices",
    "visible_concerns",
    "visible_notices",
]


def visible_concerns(actor: Actor) -> QuerySet[Concern]:
    """Concerns that an office of the actor took in or owns a child of."""
    if not actor.offices:
        return Concern.objects.none()
    owns = Child.objects.filter(concern=OuterRef("pk"), office__in=actor.offices)
    return Concern.objects.filter(Q(office__in=actor.offices) | Exists(owns))


def visible_notices(actor: Actor) -> NoticeQuerySet:
    """Notices that were addressed to an organisation of the actor and have left."""
    released = Notice.objects.filter(released_at__isnull=False)
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
    return Notice.objects.filter(office__in=actor.offices)


def own_reports(actor: Actor) -> QuerySet[Concern]:
    """Concerns that this very person reported through the portal."""
    if actor.user_id is None:
        return Concern.objects.none()
    return Concern.objects.filter(reporter__user=actor.user_id)


def own_drafts(actor: Actor) -> QuerySet[Draft]:
    """What this very person is writing."""
    if actor.user_id is None:
        return Draft.objects.none()
    return Draft.objects.filter(user=actor.user_id)


@rule(Notice)
def _on_notice(actor: Actor, notice: Notice) -> frozenset[Permission]:
    """Recipients take a notice over once it has left; its sending office releases it."""
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
