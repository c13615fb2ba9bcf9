"""Marking items of a case, and writing down by which ground a marked one went on."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import transaction

from cases.access import person_of, require
from cases.domain.marks import DECISION, Ground, Mark, ground_for, items_of_report
from cases.domain.report import Report
from cases.models import Concern, ItemMark, ItemTransfer, Notice
from cases.queries.marks import marks_of
from kinderschutz.lib import rows
from network import audit
from network.access import Actor, Permission, Refused, deed
from network.domain.terms import RecipientKind


def mark_as_reported(concern: Concern, report: Report, *, at: datetime) -> None:
    """What the report says of its own items, or the profession of its reporter; in its transaction.

    No row says by whom.
    """
    rows.insert(
        [
            ItemMark(
                concern=concern, office_id=concern.office_id, item=item, mark=mark, marked_at=at
            )
            for item, found in report.item_marks().items()
            for mark in found
        ]
    )


@transaction.atomic
def mark_item(*, concern: Concern, by: Actor, item: str, mark: Mark, at: datetime) -> None:
    """From now on the item is shown as protected; again changes nothing. Raises Refused."""
    require(by, Permission.OVERRULE, concern)
    if item not in markable(concern):
        raise Refused("Diese Angabe gibt es in dem Fall nicht.")
    with deed(by, concern.pk):
        marks = ItemMark.objects.filter(concern=concern, item=item, mark=mark, lifted_at=None)
        if marks.exists():
            return
        made = ItemMark(
            concern=concern,
            office_id=concern.office_id,
            item=item,
            mark=mark,
            marked_by_id=person_of(by),
            marked_at=at,
        )
        rows.insert([made])
        _record("item.marked", made, by=by, at=at)


@transaction.atomic
def lift_mark(*, concern: Concern, by: Actor, item: str, mark: Mark, at: datetime) -> None:
    """A colleague's mark is lifted; what the report itself says stays. Raises Refused."""
    require(by, Permission.OVERRULE, concern)
    with deed(by, concern.pk):
        marks = ItemMark.objects.select_for_update(of=("self",), no_key=True)
        held = marks.filter(concern=concern, item=item, mark=mark, lifted_at=None).first()
        if held is None:
            return
        if held.marked_by_id is None:
            raise Refused("Diese Kennzeichnung kommt aus der Mitteilung und bleibt.")
        held.lifted_at, held.lifted_by_id = at, person_of(by)
        held.save(update_fields=["lifted_at", "lifted_by"])
        _record("item.mark_lifted", held, by=by, at=at)


def markable(concern: Concern) -> tuple[str, ...]:
    """Every item of a concern that can be marked."""
    numbers = concern.decisions.exclude(made_by=None).order_by("number")
    reasons = (f"{DECISION}{number}" for number in numbers.values_list("number", flat=True))
    return (*items_of_report(concern.points), *reasons)


def carry_marks_of_today(notice: Notice) -> None:
    """What was marked after a notice had been prepared leaves as marked, what was lifted does not.

    The recipient is bound by the mark (§ 78 SGB X), and the ground is stored with the transfer. The
    caller writes the notice.
    """
    content = notice.content
    if "account" not in content:
        return  # nothing that can be marked goes along
    going = set(items_of_report(content.get("points", {})))
    found = {
        item: [each.value for each in marks]
        for item, marks in marks_of(notice.concern_id).items()
        if item in going
    }
    rest = {key: value for key, value in content.items() if key != "marks"}
    notice.content = rest | ({"marks": found} if found else {})


def write_transfers(notices: Iterable[Notice], *, at: datetime) -> None:
    """For each marked item that leaves with a notice: by which ground (§ 65 SGB VIII, § 76 SGB X).

    In the transaction of the telling. A notice that is told again adds nothing.
    """
    rows.insert([row for each in notices for row in _transfers(each, at=at)], ignore_conflicts=True)


def _transfers(notice: Notice, *, at: datetime) -> Iterator[ItemTransfer]:
    chosen = notice.content.get("grounds", {})
    kind = RecipientKind(notice.recipient_kind)
    for item, found in notice.content.get("marks", {}).items():
        for mark in map(Mark, found):
            ground = chosen.get(item, {}).get(mark.value)
            yield ItemTransfer(
                concern_id=notice.concern_id,
                office_id=notice.office_id,
                notice=notice,
                item=item,
                mark=mark,
                ground=Ground(ground) if ground else ground_for(mark, kind, notice.duties),
                at=at,
            )


def _record(what: str, made: ItemMark, *, by: Actor, at: datetime) -> None:
    audit.record(
        what,
        by=by,
        at=at,
        on_kind="concern",
        on_id=made.concern_id,
        office_id=made.office_id,
        details={"item": made.item, "mark": made.mark},
    )
