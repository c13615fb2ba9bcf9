"""Who has only the tables does not know who reported; whoever reported finds the own reports."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.urls import reverse
from django.utils.timezone import localdate

from cases.models import Concern, Upload
from network.domain.terms import PartnerCategory, Role
from network.models import Call, CallAttempt, ContactKind, Event, Look, Partner
from tests.cases.uploads import files
from tests.cases.uploads.attaching import attach
from tests.cases.views.walking import SITUATION, begin, client_of, fill, send, text
from tests.factories import network as make
from tests.people import People, person

ABOUT_ACCOUNTS = frozenset(
    {
        "account_emailaddress",
        "auth_group",
        "cases_draft",
        "django_session",
        "mfa_authenticator",
        "network_contactpoint",
        "network_coverage",
        "network_membership",
        "network_partner",
        "network_partnergroupgrant",
        "network_user",
        "usersessions_usersession",
    }
)
"""Tables that say who has an account, and for whom; they know of no case."""


@pytest.fixture
def concern(people: People, settings: Any) -> Concern:
    """Ada has reported with a file, read her receipt, and called; nobody was reached."""
    settings.CLAMD_ADDRESS, settings.PRACTICE = "", True
    Partner.objects.filter(pk=people.school.pk).update(category=PartnerCategory.HOSPITAL)
    make.make_contact("02222 4710 5", office=people.bornheim, kind=ContactKind.PHONE)
    ada = client_of(people.ada)
    key = begin(ada)
    fill(ada, key, "lage", {**SITUATION, "urgency": "acute"})
    fill(ada, key, "kinder", {"anzahl": "1", "kind-0-residence": "ags:05382012"})
    attach(ada, key, ("bild.jpg", files.jpeg()))
    send(ada, key)
    concern = Concern.objects.get()
    ada.get(reverse("cases:receipt", args=[concern.reference]))
    ada.get(reverse("cases:my_reports"))
    call = Call.objects.get()
    ada.get(reverse("cases:call", args=[call.pk]))
    ada.post(
        reverse("cases:receipt_call", args=[concern.reference, call.pk]),
        {
            f"a{call.pk.hex[:8]}-number": "02222 4710 5",
            f"a{call.pk.hex[:8]}-outcome": "no_answer",
        },
    )
    ada.get(reverse("cases:receipt", args=[concern.reference]))
    return concern


def tables_naming(*keys: UUID) -> set[str]:
    """Tables of which some row has one of these keys in a plain column, as a dump shows them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        names = {name for (name,) in cursor.fetchall()} - ABOUT_ACCOUNTS
        found = set()
        for name in names:
            cursor.execute(f"SELECT to_jsonb(t)::text FROM public.{name} t")
            rows = " ".join(row for (row,) in cursor.fetchall())
            found |= {name} if any(str(key) in rows for key in keys) else set()
    return found


def test_a_dump_of_the_tables_names_neither_account_nor_institution(
    people: People, concern: Concern
) -> None:
    done = {each.what for each in Look.objects.all()} | {each.what for each in Event.objects.all()}

    assert {
        "receipt.page",
        "reports.list",
        "call.page",
        "concern.reported",
        "call.recorded",
    } <= done
    assert (Upload.objects.count(), CallAttempt.objects.count()) == (1, 1)
    assert tables_naming(people.ada.user.pk, people.school.pk) == set()


def test_whoever_reported_finds_report_receipt_file_and_call_again(
    people: People, concern: Concern
) -> None:
    ada = client_of(people.ada)

    receipt = text(ada.get(reverse("cases:receipt", args=[concern.reference])))

    assert concern.reference in text(ada.get(reverse("cases:my_reports")))
    assert "Niemand hat abgenommen" in receipt
    assert Upload.objects.get().uploaded_by is None


def test_a_colleague_of_the_same_institution_finds_nothing(
    people: People, concern: Concern
) -> None:
    colleague = client_of(person("Cleo Kern", Role.PARTNER_REPORTER, people.school))

    assert concern.reference not in text(colleague.get(reverse("cases:my_reports")))
    assert colleague.get(reverse("cases:receipt", args=[concern.reference])).status_code == 404


def test_the_read_log_names_nobody_who_reported(people: People, concern: Concern) -> None:
    head = person("Hanna Haupt", Role.OFFICE_HEAD, people.bornheim)

    today = localdate()
    asked = {
        "kennung": concern.reference,
        "person": "",
        "von": f"{today - timedelta(days=1):%d.%m.%Y}",
        "bis": f"{today + timedelta(days=1):%d.%m.%Y}",
        "anlass": "oversight",
    }
    page = text(client_of(head).get(reverse("cases:looks"), asked))
    table = text(client_of(head).get(reverse("cases:looks_csv"), asked))

    assert ("Ada Anker" in table, "mitteilende Person" in table) == (False, True)
    assert "mitteilende Person" in page
    assert "Ada Anker" not in page


def test_the_page_of_the_case_names_nobody_who_called_as_reporter(
    people: People, concern: Concern
) -> None:
    notice = concern.notices.get(recipient_office=people.bornheim)

    page = text(client_of(people.ben).get(reverse("cases:notice", args=[notice.pk])))

    assert "Ada Anker" not in page
    assert people.school.name not in page


def test_asking_for_what_is_not_open_names_the_reporter_no_more(
    people: People, concern: Concern
) -> None:
    notice = concern.notices.get(recipient_office=people.bornheim)

    client_of(people.ada).get(reverse("cases:notice", args=[notice.pk]))

    refused = Look.objects.get(is_refused=True)
    assert refused.concern_id == concern.pk
    assert refused.actor_id != people.ada.user.pk
