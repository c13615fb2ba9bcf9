"""The inbox as people open it: who sees what, filters in the address, red lines."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.services.acknowledgement import take_over
from tests.factories.cases import ALFTER, SIEGBURG, child, make_concern, notice_to, overdue
from tests.people import People, Person


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def inbox(person: Person, **asked: str) -> str:
    return client_of(person).get(reverse("cases:inbox"), asked).content.decode()


def test_a_concern_lies_in_the_inbox_with_the_next_request(people: People) -> None:
    ben = client_of(people.ben)
    before = ben.get(reverse("cases:inbox")).content.decode()
    concern = make_concern(people)

    after = ben.get(reverse("cases:inbox")).content.decode()

    assert concern.reference not in before
    assert concern.reference in after
