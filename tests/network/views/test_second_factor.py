"""The second step of signing in, and what is reached without it."""

import time

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from kinderschutz.lib.practice import CODE
from network.access import Refused
from network.models import User
from network.services.second_factor import add_app, new_recovery_codes
from tests import signing_in
from tests.factories import network as make
from tests.people import People
from tests.totp import AppOf, app_of

PASSWORD = "geheim-genug-fuer-tests"
STEP = "/anmelden/zweiter-faktor/"
AGAIN = "/anmelden/erneut/"
ENROLMENT = ("/konto/sicherheit/", "/konto/sicherheit/app/", "/konto/sicherheit/passkey/")


@pytest.fixture
def real(people: People) -> User:
    """Somebody whose address is no practice address: no code for practice holds."""
    return make.make_user("Rita Real", email="rita@jugendamt-real.de")


@pytest.fixture
def app(real: User) -> AppOf:
    return app_of(real)


def password(client: Client, user: User) -> str:
    answer = client.post("/anmelden/", {"username": user.email, "password": PASSWORD})
    return str(answer["Location"])


def set_up_app(client: Client, user: User) -> None:
    """As on the page: read the secret, prove the app."""
    if SESSION_KEY not in client.session:
        signing_in.with_password_only(client, user)
    secret = client.get("/konto/sicherheit/app/").context["secret"].replace(" ", "")
    proved = client.post("/konto/sicherheit/app/", {"code": AppOf(user, secret).code()})
    assert len(proved.context["codes"]) == 10


def test_the_password_alone_opens_nothing(client: Client, app: AppOf) -> None:
    assert password(client, app.user) == STEP
    assert client.get("/jugendaemter/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_the_code_of_the_app_completes_the_sign_in(client: Client, app: AppOf) -> None:
    password(client, app.user)

    answer = client.post(STEP, {"code": app.code()})

    assert answer["Location"] == "/"
    assert client.session["_auth_user_id"] == str(app.user.pk)
    assert client.get("/jugendaemter/").status_code == 200


def test_a_code_holds_once(client: Client, app: AppOf) -> None:
    code = app.code()
    password(client, app.user)
    client.post(STEP, {"code": code})
    other = Client()
    password(other, app.user)

    answer = other.post(STEP, {"code": code})

    assert answer.status_code == 422
    assert "Dieser Code gilt nicht" in answer.content.decode()


def test_a_code_before_one_that_was_used_is_void_too(client: Client, app: AppOf) -> None:
    earlier, now = app.code(seconds_ago=30), app.code()
    password(client, app.user)
    client.post(STEP, {"code": now})
    other = Client()
    password(other, app.user)

    assert other.post(STEP, {"code": earlier}).status_code == 422


def test_a_recovery_code_holds_once(client: Client, app: AppOf) -> None:
    code = new_recovery_codes(app.user, keep="", at=make.AT)[0]
    password(client, app.user)
    assert client.post(STEP, {"code": f"{code[:4]} {code[4:]}"}).status_code == 302
    other = Client()
    password(other, app.user)

    assert other.post(STEP, {"code": code}).status_code == 422


def test_guessing_has_to_wait_and_the_page_says_how_long(client: Client, app: AppOf) -> None:
    password(client, app.user)
    for guess in range(5):
        client.post(STEP, {"code": f"{guess:06}"})

    answer = client.post(STEP, {"code": app.code()})

    assert answer.status_code == 422
    assert "Bitte warten Sie noch 5 Minuten." in answer.content.decode()


def test_the_code_for_practice_is_nothing_to_a_real_account(client: Client, app: AppOf) -> None:
    password(client, app.user)

    assert client.post(STEP, {"code": CODE}).status_code == 422


def test_the_session_gets_a_new_key_with_each_factor(client: Client, app: AppOf) -> None:
    client.get("/anmelden/")
    client.session["x"] = 1
    password(client, app.user)
    after_password = client.session.session_key
    client.post(STEP, {"code": app.code()})

    assert client.session.session_key not in {None, after_password}


def test_the_secret_lies_sealed(app: AppOf) -> None:
    stored = str(Authenticator.objects.get(user=app.user).data)

    assert app.secret not in stored


def test_recovery_codes_lie_sealed(app: AppOf) -> None:
    codes = new_recovery_codes(app.user, keep="", at=make.AT)

    stored = str(list(Authenticator.objects.filter(user=app.user).values_list("data", flat=True)))
    assert [code for code in codes if code in stored] == []


def test_an_account_without_a_factor_reaches_only_setting_one_up(
    client: Client, real: User
) -> None:
    assert password(client, real) == "/"

    for path in ("/", "/jugendaemter/", "/stil/", "/postfach/", "/konto/sitzungen/", "/eingang/"):
        answer = client.get(path)
        assert (path, answer.status_code) in {(path, 302), (path, 404)}
        assert answer.get("Location", "/konto/sicherheit/") == "/konto/sicherheit/"
    assert "der zweite Faktor" in client.get("/konto/sicherheit/").content.decode()
    assert client.get("/konto/sicherheit/app/").status_code == 200
    assert client.post("/abmelden/").status_code == 302


def test_a_script_of_a_one_factor_session_hears_401(client: Client, real: User) -> None:
    signing_in.with_password_only(client, real)

    assert client.get("/jugendaemter/", headers={"Accept": "application/json"}).status_code == 401


def test_an_account_with_a_factor_is_not_let_in_by_a_session_without_one(
    client: Client, app: AppOf
) -> None:
    signing_in.with_password_only(client, app.user)

    for page in ("/jugendaemter/", *ENROLMENT):
        assert client.get(page)["Location"] == AGAIN
        assert client.post(page, {"code": app.code()})["Location"] == AGAIN


def test_a_password_of_before_enrolment_adds_no_factor_of_its_own(real: User) -> None:
    thief, owner = Client(), Client()
    signing_in.with_password_only(thief, real)
    shown = thief.get("/konto/sicherheit/app/").context["secret"].replace(" ", "")
    kept = {**thief.session}
    set_up_app(owner, real)
    signing_in.with_password_only(thief, real)
    session = thief.session
    session["pending_app"] = kept["pending_app"]
    session.save()

    answer = thief.post("/konto/sicherheit/app/", {"code": AppOf(real, shown).code()})

    assert answer["Location"] == AGAIN
    assert Authenticator.objects.filter(user=real, type="totp").count() == 1
    assert thief.get("/jugendaemter/")["Location"] == AGAIN


def test_of_two_who_set_up_the_first_factor_at_once_the_second_is_refused(app: AppOf) -> None:
    with pytest.raises(Refused):
        add_app(app.user, secret="A" * 32, period=1, at=make.AT, only_as_first=True)

    assert Authenticator.objects.count() == 1


def test_such_a_session_gives_the_factor_or_logs_out(client: Client, app: AppOf) -> None:
    signing_in.with_password_only(client, app.user)
    page = client.get(AGAIN).content.decode()
    with_password = client.post(AGAIN, {"password": PASSWORD})

    assert "Mit Passwort" not in page
    assert "Abmelden" in page
    assert with_password.status_code == 422
    assert client.post(AGAIN, {"code": app.code()}).status_code == 302
    assert client.get("/jugendaemter/").status_code == 200


def test_a_new_factor_ends_all_other_sessions(client: Client, app: AppOf) -> None:
    other, stranger = Client(), Client()
    for each in (client, other):
        each.force_login(app.user)
    stranger.force_login(make.make_user("Siri Sonst", email="siri@jugendamt-real.de"))

    set_up_app(client, app.user)

    assert other.get("/jugendaemter/")["Location"].startswith("/anmelden/")
    assert client.get("/jugendaemter/").status_code == 200
    assert stranger.get("/jugendaemter/").status_code == 200


def test_a_new_app_proves_itself_and_opens_the_portal(client: Client, real: User) -> None:
    signing_in.with_password_only(client, real)
    page = client.get("/konto/sicherheit/app/")
    secret = page.context["secret"].replace(" ", "")

    answer = client.post("/konto/sicherheit/app/", {"code": AppOf(real, secret).code()})

    assert len(answer.context["codes"]) == 10
    assert client.get("/jugendaemter/").status_code == 200
    assert secret not in str(client.session.items())


def test_a_wrong_first_code_says_so_and_keeps_the_same_secret(client: Client, real: User) -> None:
    signing_in.with_password_only(client, real)
    secret = client.get("/konto/sicherheit/app/").context["secret"]

    answer = client.post("/konto/sicherheit/app/", {"code": "abc"})

    assert answer.status_code == 422
    assert answer.context["secret"] == secret


def test_recovery_codes_are_told_once(client: Client, app: AppOf) -> None:
    client.force_login(app.user)
    code = client.post("/konto/sicherheit/codes/").context["codes"][0]

    page = client.get("/konto/sicherheit/").content.decode()

    assert code not in page
    assert "10 Codes sind noch unbenutzt" in page


def test_new_recovery_codes_ask_for_a_fresh_sign_in(client: Client, app: AppOf) -> None:
    client.force_login(app.user)
    signing_in.let_it_grow_old(client, app.user)

    answer = client.post("/konto/sicherheit/codes/")

    assert answer["Location"].startswith("/anmelden/erneut/")
    assert not Authenticator.objects.filter(type="recovery_codes").exists()


def test_the_last_factor_stays(client: Client, app: AppOf) -> None:
    client.force_login(app.user)

    client.post(reverse("mfa_remove", kwargs={"number": Authenticator.objects.get().pk}))

    assert Authenticator.objects.filter(user=app.user).count() == 1


def test_nobody_removes_the_factor_of_another(client: Client, app: AppOf, people: People) -> None:
    client.force_login(people.ben.user)

    client.post(reverse("mfa_remove", kwargs={"number": Authenticator.objects.get().pk}))

    assert Authenticator.objects.filter(user=app.user).count() == 1


def test_two_clicks_sign_in_to_practice(client: Client, people: People) -> None:
    page = client.post("/anmelden/", {"username": "ben@leute.example", "password": PASSWORD})
    step = client.get(page["Location"])

    assert f'value="{CODE}"' in step.content.decode()


def test_where_real_cases_are_the_code_for_practice_is_void(
    client: Client, people: People, settings: Settings
) -> None:
    settings.DEMO = False
    settings.MFA_ADAPTER = "network.adapters.SecondFactorAdapter"
    settings.MFA_FORMS = {"authenticate": "network.forms.sign_in.CodeForm"}
    app = app_of(people.ben.user)
    password(client, people.ben.user)

    assert client.post(STEP, {"code": CODE}).status_code == 422
    assert client.post(STEP, {"code": app.code()}).status_code == 302


def test_an_old_half_way_sign_in_is_over(client: Client, app: AppOf) -> None:
    password(client, app.user)
    session = client.session
    session["account_login"]["initiated_at"] = time.time() - 3600
    session.save()

    assert client.post(STEP, {"code": app.code()})["Location"] == "/anmelden/"


def test_an_ended_account_does_not_get_past_the_second_step(client: Client, app: AppOf) -> None:
    password(client, app.user)
    User.objects.filter(pk=app.user.pk).update(is_active=False)

    client.post(STEP, {"code": app.code()})

    assert client.get("/jugendaemter/").status_code == 302
