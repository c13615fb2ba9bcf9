"""Keeping somebody out of one case: "nicht für ..." (docs/adr/0055)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from cases.access import may_report, offices_that_block, require
from cases.domain.names import same_name
from cases.models import CaseBlock, Concern
from kinderschutz.lib import rows
from network import audit
from network.access import Actor, Permission, Refused, deed
from network.models import Membership

WISH = "Wunsch der mitteilenden Person"
EMPLOYER = "Nicht an die eigene Einrichtung, auf Wunsch der mitteilenden Person"


class CannotBlock(Exception):
    """The person is kept out already, does not work at the office, or is the one who acts."""


@transaction.atomic
def block(*, concern: Concern, by: Actor, user_id: UUID, reason: str, at: datetime) -> CaseBlock:
    """From the next request on the case does not exist for this colleague.

    In the name of an office that holds the case, for somebody with a role there today. Raises
    Refused, or CannotBlock.
    """
    require(by, Permission.BLOCK, concern)
    office = _office_of(user_id, offices_that_block(by, concern), at=at)
    if user_id == by.user_id:
        raise CannotBlock
    with deed(by, concern.pk):
        if CaseBlock.objects.in_force().filter(concern=concern, user=user_id).exists():
            raise CannotBlock
        made = CaseBlock(
            concern=concern,
            office_id=office,
            user_id=user_id,
            reason=reason,
            set_by_id=by.user_id,
            set_at=at,
        )
        rows.insert([made])
        _record("case.blocked", made, by=by, at=at)
    return made


@transaction.atomic
def end_block(*, made: CaseBlock, by: Actor, at: datetime) -> None:
    """The person may see the case again; also how a wish is put aside. Never by the blocked.

    Raises Refused. What has ended stays as it is.
    """
    require(by, Permission.BLOCK, made.concern)
    if made.user_id == by.user_id or made.office_id not in offices_that_block(by, made.concern):
        raise Refused("Diese Sperre kann nur die Leitung des Jugendamts aufheben.")
    with deed(by, made.concern_id):
        held = CaseBlock.objects.select_for_update(of=("self",), no_key=True).get(pk=made.pk)
        if held.ended_at:
            return
        held.ended_at, held.ended_by_id = at, by.user_id
        held.save(update_fields=["ended_at", "ended_by"])
        _record("case.block_ended", held, by=by, at=at)


def block_as_reported(
    concern: Concern,
    *,
    names: Iterable[str],
    partner_id: UUID | None,
    offices: Iterable[UUID],
    at: datetime,
    by: Actor,
) -> list[CaseBlock]:
    """What the report itself wishes, in its transaction, before anybody is told.

    Who bears one of the names at an office that learns of the case is kept out at once; a name that
    nobody bears there is a wish that the head settles. `partner_id`: nobody of that partner either.
    No row says who asked for it. Raises Refused for whoever may not report.
    """
    if not (may_report(by) or by.is_system):
        raise Refused("Dafür fehlt Ihnen die Berechtigung.")
    told = sorted(set(offices))
    wanted = [name for name in names if name.strip()]
    known = list(
        Membership.objects.valid_on(localdate(at))
        .filter(office__in=told)
        .values_list("user", "user__name", "office")
        .distinct()
        if wanted
        else ()
    )
    made: dict[tuple[UUID | None, str], CaseBlock] = {}
    for name in wanted:
        found = {(user, office) for user, called, office in known if same_name(called, name)}
        for user, office in sorted(found, key=str):
            new = CaseBlock(office_id=office, user_id=user, asked_for=name, reason=WISH)
            made.setdefault((user, ""), new)
        if not found:
            made[None, name] = CaseBlock(office_id=concern.office_id, asked_for=name, reason=WISH)
    blocks = list(made.values())
    if partner_id:
        blocks.append(
            CaseBlock(office_id=concern.office_id, partner_id=partner_id, reason=EMPLOYER)
        )
    for each in blocks:
        each.concern, each.set_at = concern, at
    rows.insert(blocks)
    if blocks:
        audit.record(
            "case.blocked_as_reported",
            by=by,
            at=at,
            on_kind="concern",
            on_id=concern.pk,
            office_id=concern.office_id,
            details={"blocks": len(blocks)},
        )
    return blocks


def _office_of(user_id: UUID, offices: frozenset[UUID], *, at: datetime) -> UUID:
    held = Membership.objects.valid_on(localdate(at)).filter(user=user_id, office__in=offices)
    office = held.order_by("office").values_list("office", flat=True).first()
    if office is None:
        raise CannotBlock
    return office


def _record(what: str, made: CaseBlock, *, by: Actor, at: datetime) -> None:
    audit.record(
        what,
        by=by,
        at=at,
        on_kind="concern",
        on_id=made.concern_id,
        office_id=made.office_id,
        details={"block": str(made.pk)},
    )
