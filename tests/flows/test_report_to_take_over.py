"""The way through the house: reported in Siegburg, taken over in Bornheim, told to nobody else."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import Concern, Notice, Ownership
from network.models import Delivery
from network.services import post
from tests.fixtures.district import ADA, BEN, CARLA, DORA, District
from tests.fixtures.smtp import SmtpSink
from tests.flows.reports import CANARIES, ada_reports


def client_of(district: District, email: str) -> Client:
    client = Client()
    client.force_login(district.user(email))
    return client


def without_chance(page: bytes) -> str:
    """A page without what differs at every request: nonces, form tokens and its own address."""
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "ID", page.decode())
    nonces = re.compile(r'nonce="[^"]+"')
    return re.sub(r"[A-Za-z0-9]{64}", "TOKEN", nonces.sub("nonce", text))


def inbox_of(district: District, email: str) -> str:
    return client_of(district, email).get(reverse("cases:inbox")).content.decode()


def test_office_that_must_act_owns_the_child_from_the_first_instant(district: District) -> None:
    concern = ada_reports(district)

    owners = Ownership.objects.filter(child__concern=concern)
    assert [(each.office.key, each.held.upper) for each in owners if each.office] == [
        ("bornheim", None)
    ]


def test_concern_is_in_the_inbox_with_the_next_request(district: District) -> None:
    assert ada_reports(district).reference in inbox_of(district, BEN)


def test_nobody_else_sees_it(district: District) -> None:
    reference = ada_reports(district).reference

    assert reference not in inbox_of(district, CARLA)


def test_foreign_notice_and_missing_notice_answer_alike(district: District) -> None:
    notice = Notice.objects.get(concern=ada_reports(district), recipient_office__key="bornheim")
    carla = client_of(district, CARLA)

    foreign = carla.get(reverse("cases:notice", args=[notice.pk]))
    missing = carla.get(reverse("cases:notice", args=[uuid4()]))

    assert foreign.status_code == missing.status_code == 404
    assert without_chance(foreign.content) == without_chance(missing.content)


@pytest.mark.parametrize("email", [DORA, ADA])
def test_who_is_no_recipient_gets_no_notice_page(district: District, email: str) -> None:
    notice = Notice.objects.get(concern=ada_reports(district), recipient_office__key="bornheim")

    page = client_of(district, email).get(reverse("cases:notice", args=[notice.pk]))

    assert page.status_code == 404


def test_ben_takes_it_over_by_name_and_ada_sees_that_somebody_has(district: District) -> None:
    concern = ada_reports(district)
    notice = Notice.objects.get(concern=concern, recipient_office__key="bornheim")

    client_of(district, BEN).post(reverse("cases:take_over", args=[notice.pk]))

    notice.refresh_from_db()
    page = client_of(district, ADA).get(reverse("cases:my_reports")).content.decode()
    assert notice.acknowledgement.name == "Ben Muster"
    assert "Erreicht: " in page


@pytest.mark.django_db(transaction=True)
def test_mails_go_to_the_office_and_say_nothing(district: District, smtp_sink: SmtpSink) -> None:
    concern = ada_reports(district)

    post.drain(by="test", seconds=10)

    told = {taken.recipients: taken.content.decode() for taken in smtp_sink.envelopes}
    assert concern.reference in told["eingang@jugendamt-bornheim.example",]
    for text in told.values():
        assert not any(canary in text for canary in (*CANARIES, "Musterschule", "Siegburg"))


def test_portal_has_it_exactly_once(district: District) -> None:
    concern = ada_reports(district)

    notice = Notice.objects.get(concern=concern, recipient_office__key="bornheim")
    portal = Delivery.objects.filter(message_id=notice.pk, channel="portal")
    assert [each.state for each in portal] == ["sent"]


def test_report_without_rules_goes_to_the_fallback_office_and_alarms(district: District) -> None:
    before_any_rules = timezone.now() - timedelta(days=2000)

    concern = ada_reports(district, at=before_any_rules)

    assert Notice.objects.filter(
        concern=concern, recipient_office__key="kreis", is_fallback=True
    ).exists()


def test_family_from_the_other_end_of_the_country_is_accepted_all_the_same(
    district: District,
) -> None:
    child = {"ref": "A", "whereabouts": {"ags": "05382060"}, "residence": {"district": "09162"}}

    concern = ada_reports(district, children=(child,))

    assert Concern.objects.filter(pk=concern.pk, office__key="siegburg").exists()
