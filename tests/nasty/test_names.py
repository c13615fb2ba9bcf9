"""Nasty inputs 10 and 17: names of organisations and people, on pages and heads of letters."""

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from network.channels.base import PermanentFailure
from network.channels.email import open_line
from network.domain.terms import Role
from network.models import Partner, User, YouthOffice
from tests.fixtures.smtp import SmtpSink
from tests.nasty.outcome import assert_orderly
from tests.nasty.test_text import Smuggled
from tests.network.channels.test_email import LETTER
from tests.network.views.test_invitation import PAGE, invited, opened, typed
from tests.people import People, person

MARKUP = '"><img src=x onerror=alert(1)>'
BROKEN = "Anna\r\nBcc: x@boese.example"


def test_10_markup_in_the_name_of_a_partner_or_a_person_is_shown_as_text(people: People) -> None:
    Partner.objects.filter(pk=people.school.pk).update(name=f"Schule {MARKUP}")
    YouthOffice.objects.filter(pk=people.bornheim.pk).update(name=f"Amt {MARKUP}")
    User.objects.filter(pk=people.ben.user.pk).update(name=f"Ben {MARKUP}")
    keeper = person("Kai Konto", Role.ACCOUNT_ADMIN, people.bornheim)
    pages = [
        (people.ada, reverse("cases:report")),
        (people.ben, reverse("cases:inbox")),
        (keeper, reverse("network:accounts_of", args=[people.bornheim.pk])),
        (keeper, reverse("network:invite", args=[people.bornheim.pk])),
    ]

    shown = 0
    for who, path in pages:
        client = Client()
        client.force_login(who.user)
        page = assert_orderly(client.get(path), 200)
        shown += page.count("&gt;&lt;img src=x")
        assert Smuggled(page).found == []
        assert "<img src=x" not in page

    assert shown >= len(pages)


def test_17_a_name_with_a_line_break_breaks_no_head_of_a_letter(people: People) -> None:
    answer = opened(invited(people)).post(PAGE, typed(name=BROKEN))

    assert answer.status_code == 302
    assert User.objects.get(email="nina@neu.example").name == "Anna Bcc: x@boese.example"


def test_17_a_subject_with_a_line_break_is_a_letter_that_fails_and_no_fault(
    smtp_sink: SmtpSink,
) -> None:
    with open_line(timeout=2) as line:
        with pytest.raises(PermanentFailure) as refusal:
            line.send(replace(LETTER, subject=f"Neu {BROKEN}"))
        line.send(LETTER)

    (taken,) = smtp_sink.envelopes
    assert "boese" not in str(refusal.value) + taken.message.as_string()
