"""Through the pages of a report as a browser without script walks them."""

from typing import Any
from uuid import UUID

from django.test import Client
from django.urls import reverse

from cases.models import Draft
from cases.views.check import SEEN, version_of
from tests.people import Person

SITUATION = {"urgency": "urgent", "account": "Kanarienbericht: blaue Flecken am Arm."}
BORNHEIM, SIEGBURG, BONN = "ags:05382012", "ags:05382060", "district:05314"


def client_of(person: Person) -> Any:
    """A Client in which somebody is logged in; its answers have more than their types know."""
    client = Client()
    client.force_login(person.user)
    return client


def begin(client: Any, *, view: str = "cases:report", **chosen: str) -> UUID:
    """Press the button that begins; the key of the new draft."""
    before = set(Draft.objects.values_list("pk", flat=True))
    client.post(reverse(view), chosen)
    [key] = set(Draft.objects.values_list("pk", flat=True)) - before
    return key


def url(key: UUID, step: str) -> str:
    """The address of a step."""
    if step == "pruefen":
        return reverse("cases:check", kwargs={"draft_id": key})
    return reverse("cases:step", kwargs={"draft_id": key, "slug": step})


def fill(client: Any, key: UUID, step: str, told: dict[str, Any]) -> Any:
    """Open one step and send it; the answer as it came."""
    version = Draft.objects.filter(pk=key).values_list("version", flat=True).first() or 0
    return client.post(url(key, step), {"fassung": version, **told})


def send(client: Any, key: UUID) -> Any:
    """Press "Mitteilung senden"."""
    draft = Draft.objects.filter(pk=key).first()
    return client.post(url(key, "pruefen"), {SEEN: version_of(draft)} if draft else {})


def sent(client: Any, **lage: Any) -> str:
    """A whole report of one sentence; its reference."""
    key = begin(client)
    fill(client, key, "lage", {**SITUATION, **lage})
    return str(send(client, key).url.split("/")[-3])


def text(response: Any) -> str:
    """What a page says."""
    return str(response.content.decode())
