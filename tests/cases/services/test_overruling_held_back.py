"""A later decision holds to the wish that the own institution is not told."""

from dataclasses import replace

from django.utils import timezone

from cases.models import CaseBlock
from cases.queries.proposal import propose
from cases.services.overruling import _kept_out_partners
from cases.services.report import held_back_from
from network.domain.terms import Release
from network.queries import recipients_by_key
from tests.factories.cases import a_report, make_concern
from tests.people import People


def test_what_would_go_to_an_institution_that_is_kept_out_waits(people: People) -> None:
    concern, at = make_concern(people), timezone.now()
    proposal = propose(a_report(at=at).facts, at=at)
    one = replace(proposal.notices[0], recipient=people.school.key, release=Release.AUTOMATIC)
    proposal = replace(proposal, notices=(one,))
    assert recipients_by_key([one.recipient])[one.recipient].partner_id == people.school.pk
    assert held_back_from(_kept_out_partners(concern), proposal) == proposal

    CaseBlock.objects.create(
        concern=concern,
        office_id=concern.office_id,
        partner=people.school,
        reason="Wunsch",
        set_at=at,
    )

    (held,) = held_back_from(_kept_out_partners(concern), proposal).notices
    assert held.release == Release.CONFIRM
