"""The people and pages of exceptions: a head, somebody on call, and where things are asked for."""

from typing import Any

from django.urls import reverse

from cases.models import Concern
from network.domain.terms import Role
from tests.factories.cases import notice_to
from tests.people import People, Person, person

REASON = "Kanariengrund: mit der Familie verwandt."


def head_of_bornheim(people: People) -> Person:
    """Hanna leads the office in Bornheim."""
    return person("Hanna Herr", Role.OFFICE_HEAD, people.bornheim)


def on_call_in_bornheim(people: People) -> Person:
    """Otto is on call there and sees no case."""
    return person("Otto Ohm", Role.ON_CALL_WORKER, people.bornheim)


def page_of(concern: Concern, view: str = "notice") -> str:
    """A page about a concern, by the notice to Bornheim."""
    return reverse(f"cases:{view}", args=[notice_to(concern, "bornheim").pk])


def keep_out(client: Any, concern: Concern, who: Person) -> Any:
    """Choose somebody on the page "Nicht für ..."."""
    told = {"user": str(who.user.pk), "reason": REASON}
    return client.post(page_of(concern, "blocks"), told)
