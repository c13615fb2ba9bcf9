"""Reading the environment: every fault is named at once, no value is shown."""

import base64
from pathlib import Path

import pytest

from kinderschutz.lib.env import (
    DatabaseUrl,
    Environment,
    FaultyEnvironment,
    MailUrl,
    broker_url,
    database_url,
    field_keys,
    mail_url,
    sealing_key,
    web_url,
)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("postgresql://ks_app@/ks", DatabaseUrl("ks", "ks_app")),
        (
            "postgres://u:p%40ss@db.example:5433/ks",
            DatabaseUrl("ks", "u", "p@ss", "db.example", "5433"),
        ),
        ("postgresql://u@/ks?host=/run/pg&port=5", DatabaseUrl("ks", "u", "", "/run/pg", "5")),
        ("postgresql://u@/ks?host=/run/two%20words", DatabaseUrl("ks", "u", "", "/run/two words")),
    ],
)
def test_database_urls_with_hosts_and_sockets(text: str, read: DatabaseUrl) -> None:
    assert database_url(text) == read


@pytest.mark.parametrize("text", ["", "mysql://u@h/d", "postgresql://host", "postgresql://host/"])
def test_a_database_url_without_a_database_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"beginnt nicht|nennt keine"):
        database_url(text)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("smtp://localhost", MailUrl("localhost", 25)),
        ("smtp+tls://u:p@mail.example", MailUrl("mail.example", 587, "u", "p", starttls=True)),
        ("smtps://mail.example:4465", MailUrl("mail.example", 4465, ssl=True)),
    ],
)
def test_mail_urls_name_port_and_encryption(text: str, read: MailUrl) -> None:
    assert mail_url(text) == read


def test_celery_spells_the_socket_of_redis_its_own_way() -> None:
    assert broker_url("redis://:pw@redis.example:6379/2") == "redis://:pw@redis.example:6379/2"
    assert broker_url("unix:///run/r.sock?db=3") == "redis+socket:///run/r.sock?virtual_host=3"
    assert broker_url("unix://:pw@/run/r.sock") == "redis+socket://:pw@/run/r.sock?virtual_host=0"


def test_the_portals_address_needs_no_slash_and_a_host() -> None:
    assert web_url("https://kinderschutz.example/").geturl() == "https://kinderschutz.example"
    with pytest.raises(ValueError, match="keine Adresse"):
        web_url("kinderschutz.example")


def test_field_keys_are_checked_and_given_back() -> None:
    keys = "1:" + base64.b64encode(b"k" * 32).decode()

    assert field_keys(keys) == keys
    with pytest.raises(ValueError, match="32 Byte"):
        field_keys("1:c2hvcnQ=")


def test_flags_numbers_and_lists() -> None:
    env = Environment({"A": "Ja", "B": "0", "N": " 12 ", "L": " a, b ,,c "})

    assert (env.flag("A"), env.flag("B", default=True), env.flag("C", default=True)) == (
        True,
        False,
        True,
    )
    assert (env.whole("N", 3), env.whole("M", 3)) == (12, 3)
    assert (env.listed("L"), env.listed("M", ("x",))) == (["a", "b", "c"], ["x"])
    env.refuse_if_faulty()


def test_all_faults_are_named_in_one_message_and_no_value_is_shown() -> None:
    env = Environment({"FLAG": "canary", "NUMBER": "canary", "MAIL": "canary", "EMPTY": "  "})
    env.text("ABSENT")
    env.text("EMPTY")
    env.flag("FLAG")
    env.whole("NUMBER", 1)
    env.read("MAIL", mail_url, spare="smtp://localhost")
    env.read("DATABASE", database_url, spare="postgresql:///spare")

    with pytest.raises(FaultyEnvironment) as refused:
        env.refuse_if_faulty()

    assert str(refused.value).startswith(
        "Es fehlen diese Umgebungsvariablen: ABSENT, EMPTY, DATABASE. "
        "Nicht lesbar: FLAG ist weder true noch false; NUMBER ist keine ganze Zahl; "
        "MAIL beginnt nicht mit smtp://"
    )
    assert "canary" not in str(refused.value)


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("aus der Datei\n")

    assert Environment({"NAME_FILE": str(secret)}).text("NAME") == "aus der Datei"
    assert Environment({"NAME_FILE": str(secret), "NAME": "direkt"}).text("NAME") == "direkt"


def test_a_file_that_is_not_there_is_a_fault_that_names_the_variable() -> None:
    env = Environment({"NAME_FILE": "/nonexistent/secret"})

    assert env.text("NAME", "") == ""
    with pytest.raises(FaultyEnvironment, match=r"die Datei von NAME_FILE \(FileNotFoundError\)"):
        env.refuse_if_faulty()


def test_a_sealing_key_has_32_bytes() -> None:
    assert sealing_key(base64.b64encode(b"k" * 32).decode()) == b"k" * 32
    assert sealing_key("") == b""


@pytest.mark.parametrize("text", ["kurz", "a2V5", "§"])
def test_another_sealing_key_is_refused_without_showing_it(text: str) -> None:
    with pytest.raises(ValueError, match="Base64") as raised:
        sealing_key(text)

    assert text not in str(raised.value)
