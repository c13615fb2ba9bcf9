"""Between password and second step: what ended meanwhile has ended here, too."""

from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.utils import timezone

from network.domain.terms import Role
from network.models import User
from network.services.passwords import set_password
from tests.factories import network as make
from tests.people import People
from tests.totp import AppOf, app_of

PASSWORD = "geheim-genug-fuer-tests"
STEP = "/anmelden/zweiter-faktor/"


def half_signed_in(client: Client, people: People) -> AppOf:
    user = make.make_user("Rita Real", email="rita@jugendamt-real.de")
    make.join(user, Role.CASE_WORKER, people.bornheim)
    app = app_of(user)
    answer = client.post("/anmelden/", {"username": user.email, "password": PASSWORD})
    assert answer["Location"] == STEP
    return app


def test_a_new_password_ends_a_sign_in_that_waits_for_its_second_step(
    client: Client, people: People
) -> None:
    app = half_signed_in(client, people)
    set_password(app.user, "ein-ganz-anderes-passwort", at=timezone.now())

    client.post(STEP, {"code": app.code()})

    assert SESSION_KEY not in client.session


def test_an_account_that_ended_meanwhile_is_not_let_in(client: Client, people: People) -> None:
    app = half_signed_in(client, people)
    User.objects.filter(pk=app.user.pk).update(is_active=False)

    client.post(STEP, {"code": app.code()})

    assert client.get("/konto/sicherheit/").status_code == 302
