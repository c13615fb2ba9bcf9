"""Nasty inputs 17 to 24: addresses for letters that lead elsewhere, or to nobody."""

import pytest
from django.core.exceptions import ValidationError

from kinderschutz.lib.form_fields import Mailbox
from network.domain.folder.checks import Checker
from network.domain.tables import Fault, Row

NOT_AN_ADDRESS = {
    "two addresses": "a@amt.example, b@amt.example",
    "two with a semicolon": "a@amt.example;b@amt.example",
    "header smuggled in": "a@amt.example\r\nBcc: b@boese.example",
    "name before it": "Amt <a@amt.example>",
    "cyrillic a": "x@jugendаmt.de",
    "greek o": "x@jugendαmt.de",
    "punycode of it": "x@xn--jugendmt-66g.de",
    "capital I with a dot": "İ@amt.example",
    "Kelvin sign": "\u212a@amt.example",
    "full width": "ａ@amt.example",
    "address of a machine": "a@[127.0.0.1]",
    "IPv6 of a machine": "a@[IPv6:::1]",
    "number as a domain": "a@127.0.0.1",
    "this machine": "root@localhost",
    "quoted": '"a b"@amt.example',
    "comment": "a(x)@amt.example",
    "percent": "a%amt.example@boese.example",
    "too long": f"a@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.{'f' * 60}.example",
    "400 signs": f"{'a' * 400}@amt.example",
    "dot at the end": "a.@amt.example",
    "two dots": "a@amt..example",
    "no domain": "a@",
    "NUL": "a\x00@amt.example",
    "right to left": "\u202ea@amt.example\u202c.boese",
    "two at signs": "a@b@amt.example",
}


def of_folder(typed: str) -> tuple[str | None, list[Fault]]:
    """What the reader of the network's files makes of an address."""
    faults: list[Fault] = []
    row = Row(file="contacts.csv", line=2, values={"address": typed})
    return Checker(row, faults.append).email("address"), faults


@pytest.mark.parametrize("kind", sorted(NOT_AN_ADDRESS))
def test_a_form_refuses_it_and_says_what_to_do(kind: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        Mailbox().clean(NOT_AN_ADDRESS[kind])

    sentence = str(refusal.value.messages[0])
    assert sentence.startswith(("Bitte", "Diese Adresse enthält", "Hier steht ein Zeichen"))
    assert "Bitte" in sentence


@pytest.mark.parametrize("kind", sorted(NOT_AN_ADDRESS))
def test_the_network_folder_refuses_it_by_line(kind: str) -> None:
    address, faults = of_folder(NOT_AN_ADDRESS[kind])

    assert address is None
    assert len(faults) == 1


@pytest.mark.parametrize(
    "typed", ["eingang@jugendamt.example", "J.Amt+kind@Stadt-Bornheim.example"]
)
def test_an_address_of_an_office_is_taken_in_small_letters(typed: str) -> None:
    assert Mailbox().clean(typed) == of_folder(typed)[0] == typed.lower()
