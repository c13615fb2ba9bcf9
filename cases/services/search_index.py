"""Children of a concern marked for the offices that may look for them."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction

from cases.models import Child, Concern, Decision, SearchMark
from cases.queries.search_marks import marks_of
from kinderschutz.lib import rows


def mark_children(
    concern: Concern, children: Iterable[Child], born: Mapping[str, date | None]
) -> None:
    """Written in the caller's transaction; what is marked already stays.

    `born` has the day of birth by the child's ref. Marked for the office that took the concern in
    and for the owner, who both see it.
    """
    rows.insert(
        [
            SearchMark(office_id=office, concern=concern, child=child, kind=kind.value, mark=mark)
            for child in children
            for office in {concern.office_id, child.office_id or concern.office_id}
            for kind, mark in marks_of(
                office, name=child.identity.get("name", ""), born_on=born.get(child.ref)
            )
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def mark_anew(concern: Concern) -> int:
    """All marks of a concern made anew: after a change of SEARCH_KEY, once for old concerns."""
    SearchMark.objects.filter(concern=concern).delete()
    decision = Decision.objects.filter(concern=concern).order_by("number").first()
    told = decision.inputs.get("children", []) if decision else []
    born = {each["ref"]: _day(each.get("born_on")) for each in told}
    mark_children(concern, concern.children.all(), born)
    return SearchMark.objects.filter(concern=concern).count()


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
