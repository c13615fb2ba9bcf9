"""A folder is read whole or not at all; every fault names file, line and cure."""
# ruff: noqa: E501 -- the table of faults reads best with one case in a line

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import network
from network.domain.folder import FILES, FaultyFolder, NetworkData, read_folder
from network.domain.terms import OfficeKind, Service

TODAY = date(2026, 11, 23)
FOLDER = Path(network.__file__).parent / "data" / "rhein-sieg"
SOUND = {name: (FOLDER / name).read_bytes() for name in FILES}

OFFICES, TOWNS, PARTNERS = "offices.csv", "municipalities.csv", "county_partners.csv"
CONTACTS, HOURS, ON_CALL = "contacts.csv", "office_hours.csv", "on_call.csv"
NEIGHBOURS, TOML = "neighbours.csv", "network.toml"


def read(**changed: bytes | None) -> NetworkData:
    return read_folder({**SOUND, **changed}, today=TODAY)


def faults(files: dict[str, bytes | None]) -> list[str]:
    with pytest.raises(FaultyFolder) as caught:
        read_folder({**SOUND, **files}, today=TODAY)
    return [str(fault) for fault in caught.value.faults]


def swapped(file: str, old: str, new: str) -> dict[str, bytes | None]:
    text = SOUND[file].decode()
    assert text.count(old) >= 1, old
    return {file: text.replace(old, new, 1).encode()}


def added(file: str, line: str) -> dict[str, bytes | None]:
    return {file: SOUND[file] + line.encode() + b"\n"}


def line_of(file: str, start: str) -> int:
    return next(
        number
        for number, line in enumerate(SOUND[file].decode().splitlines(), 1)
        if line.startswith(start)
    )


def test_the_first_network_is_sound() -> None:
    data = read()

    assert len(data.municipalities) == 19
    assert [office.key for office in data.offices if office.kind is OfficeKind.OPEN_SEAT] == [
        "sitz-13"
    ]
    assert len({each.family_court for each in data.municipalities}) == 5
    assert len({each.police for each in data.municipalities}) == 2
    assert len(data.outside) == 9
    assert sum(len(each.postal_codes) for each in data.municipalities) == 21


def test_every_office_of_the_first_network_has_a_roster_without_a_hole() -> None:
    data = read()
    manned = {office.key for office in data.offices if office.kind is not OfficeKind.OPEN_SEAT}

    assert set(data.slots) == manned
    for slots in data.slots.values():
        assert {slot.weekday for slot in slots} == set(range(8))


def test_all_addresses_of_the_first_network_are_visibly_invented() -> None:
    data = read()

    emails = [each.address for each in data.contacts if each.kind == "email"]
    emails += [slot.email for slots in data.slots.values() for slot in slots]
    phones = [each.address for each in data.contacts if each.kind == "phone"]
    phones += [slot.phone for slots in data.slots.values() for slot in slots]
    assert all(email.endswith(".example") for email in emails)
    assert all(phone.startswith("0221 4710 ") for phone in phones)  # kept free for film and stage
    assert all("erfunden" in each.label for each in data.contacts)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: b"\xef\xbb\xbf" + content,
        lambda content: content.replace(b"\n", b"\r\n"),
        lambda content: content.replace(b"\n", b"\n\n"),
        lambda content: content.replace(b";", b" ; "),
        lambda content: content.rstrip(b"\n"),
        lambda content: content + b";;;;;;;;\n",
    ],
    ids=["byte order mark", "CRLF", "empty lines", "blanks", "no last newline", "empty last row"],
)
def test_what_a_spreadsheet_does_unasked_is_accepted(spoil: Callable[[bytes], bytes]) -> None:
    tables = {name: spoil(content) for name, content in SOUND.items() if name.endswith(".csv")}

    assert read_folder({**SOUND, **tables}, today=TODAY) == read()


def test_columns_may_stand_in_any_order() -> None:
    lines = [line.split(";") for line in SOUND[HOURS].decode().splitlines()]
    turned = "\n".join(";".join(reversed(line)) for line in lines)

    assert read(**{HOURS: turned.encode()}) == read()


@pytest.mark.parametrize("file", FILES)
def test_a_missing_file_is_named_with_what_belongs_into_it(file: str) -> None:
    found = faults({file: None})

    assert len(found) == 1
    assert found[0].startswith(f"{file}: Die Datei fehlt. Legen Sie sie an")


@pytest.mark.parametrize("file", [name for name in FILES if name.endswith(".csv")])
@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "Die Datei ist leer"),
        (b"\n\n", "Die Datei ist leer"),
        ("Köln;".encode("latin-1"), "Zeile 1: Die Zeile ist nicht UTF-8"),
        (b"a;b\nK\xf6ln;x", "Zeile 2: Die Zeile ist nicht UTF-8"),
        ("Köln;".encode("utf-16"), "Die Datei ist als UTF-16 gespeichert"),
        (b"a;b\n\x00;x", "Zeile 2: Die Zeile enthält ein Nullzeichen"),
        (b"a,b,c\n1,2,3", "nicht durch Semikolon getrennt"),
        (b"a\tb\tc\n1\t2\t3", "nicht durch Semikolon getrennt"),
        (b"x" * 5_000_001, "größer als 5 MB"),
    ],
)
def test_a_file_that_is_no_table_is_one_fault_and_not_twenty(
    file: str, content: bytes, says: str
) -> None:
    found = faults({file: content})

    assert len(found) == 1
    assert found[0].startswith(file)
    assert says in found[0]


def test_an_open_quote_is_found_where_it_begins() -> None:
    spoiled = swapped(OFFICES, "hennef;Jugendamt", 'hennef;"Jugendamt')

    found = faults(spoiled)

    assert found == [
        f"offices.csv, Zeile {line_of(OFFICES, 'hennef')}: Die Anführungszeichen gehen nicht auf. "
        'Ein Wert mit Anführungszeichen steht ganz in ", jedes innere doppelt.'
    ]


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ("key;name;kind", ["Die Spalte „note“ fehlt. Erste Zeile: key;name;kind;note"]),
        (
            "key;nmae;kind;note",
            ["Die Spalte „name“ fehlt.", "Die Spalte „nmae“ ist nicht bekannt."],
        ),
        ("key;name;kind;note;key", ["Die Spalte „key“ steht zweimal da."]),
    ],
)
def test_columns_are_named(header: str, says: list[str]) -> None:
    _, *rows = SOUND[OFFICES].decode().splitlines()

    found = faults({OFFICES: "\n".join([header, *rows]).encode()})

    assert len(found) == len(says)
    for line, text in zip(found, says, strict=True):
        assert line.startswith("offices.csv, Zeile 1: ")
        assert text in line


CASES: list[tuple[dict[str, bytes | None], str, str]] = [
    (swapped(OFFICES, "hennef;", "Hennef!;"), OFFICES, "„Hennef!“ ist als „key“ nicht möglich"),
    (swapped(OFFICES, "hennef;Jugendamt Hennef", "hennef;"), OFFICES, "„name“ ist leer"),
    (swapped(OFFICES, "Hennef;town", "Hennef;city"), OFFICES, "„city“ ist für „kind“ nicht bekannt"),
    (added(OFFICES, "hennef;Zweites;town;"), OFFICES, "steht schon in Zeile 5"),
    (added(OFFICES, "neu;Jugendamt Neu;town;"), OFFICES, "„neu“ ist für keine Kommune zuständig"),
    (added(OFFICES, "ag-bonn;Jugendamt;open_seat;"), PARTNERS, "heißt schon ein Jugendamt"),
    (swapped(OFFICES, "Hennef;town", "Hennef;town;x"), OFFICES, "Die Zeile hat 5 Werte statt 4"),
    (swapped(OFFICES, "Hennef", "Hen\u202enef"), OFFICES, "unsichtbare Zeichen"),
    (swapped(OFFICES, "Hennef", "H" * 501), OFFICES, "„name“ ist zu lang"),
    (swapped(OFFICES, "Hennef", "H" * 201), OFFICES, "„name“ ist zu lang"),
    (swapped(TOWNS, "05382004", "0538200"), TOWNS, "Ein Gemeindeschlüssel hat genau 8 Ziffern"),
    (swapped(TOWNS, "05382004", "٠5382004"), TOWNS, "Ein Gemeindeschlüssel hat genau 8 Ziffern"),
    (swapped(TOWNS, "05382004", "05314004"), TOWNS, "05314004 liegt nicht im Kreis 05382"),
    (swapped(TOWNS, "05382008", "05382004"), TOWNS, "Die Kommune 05382004 steht schon in Zeile 2"),
    (swapped(TOWNS, "53347", "5334"), TOWNS, "„5334“ sind keine Postleitzahlen"),
    (swapped(TOWNS, "53347", "５３３４７"), TOWNS, "sind keine Postleitzahlen"),
    (swapped(TOWNS, "53347", ""), TOWNS, "sind keine Postleitzahlen"),
    (swapped(TOWNS, "53840 53842", "53840 53840"), TOWNS, "sind keine Postleitzahlen"),
    (swapped(TOWNS, ";kreis;ag-bonn", ";krais;ag-bonn"), TOWNS, "„krais“ (office) steht nicht in offices.csv"),
    (swapped(TOWNS, ";kreis;ag-bonn", ";sitz-13;ag-bonn"), TOWNS, "„sitz-13“ ist ein offener Sitz"),
    (swapped(TOWNS, "ag-bonn", "ag-boon"), TOWNS, "„ag-boon“ (family_court) steht nicht in county_partners.csv"),
    (swapped(TOWNS, "ag-bonn", "pp-bonn"), TOWNS, "„pp-bonn“ (family_court) steht nicht in county_partners.csv"),
    (swapped(TOWNS, "pp-bonn", "pp-koeln"), TOWNS, "„pp-koeln“ (police) steht nicht"),
    (swapped(PARTNERS, "counselling;school_", "advice;school_"), PARTNERS, "„advice“ ist für „category“ nicht bekannt"),
    (swapped(PARTNERS, ";health_office;district", ";health;district"), PARTNERS, "„health“ ist für „service“ nicht bekannt"),
    (swapped(PARTNERS, "health_office;district", "health_office;05314000"), PARTNERS, "nennt keinen Ort des Kreises"),
    (swapped(PARTNERS, "health_office;district", "health_office;"), PARTNERS, "nennt keinen Ort des Kreises"),
    (swapped(PARTNERS, "police;police;see municipalities.csv", "police;police;district"), PARTNERS, "passt nicht zu „police“"),
    (added(PARTNERS, "gesundheitsamt;Anders;health_office;health_office;district"), PARTNERS, "mit anderem Namen"),
    (added(PARTNERS, "gesundheitsamt;Kreisgesundheitsamt Rhein-Sieg-Kreis;health_office;health_office;district"), PARTNERS, "mit diesem Angebot steht schon in Zeile"),
    (swapped(NEIGHBOURS, "05314;", "5314;"), NEIGHBOURS, "Ein Kreisschlüssel hat genau 5 Ziffern"),
    (swapped(NEIGHBOURS, "05315;", "05314;"), NEIGHBOURS, "Der Kreis 05314 steht schon in Zeile 2"),
    (swapped(NEIGHBOURS, "Bonn;NW", "Bonn;NRW"), NEIGHBOURS, "zwei Großbuchstaben"),
    (swapped(CONTACTS, "bornheim;email", "bronheim;email"), CONTACTS, "„bronheim“ (recipient) steht nicht in"),
    (swapped(CONTACTS, "bornheim;email", "sitz-13;email"), CONTACTS, "„sitz-13“ (recipient) steht nicht in offices.csv (besetzt)"),
    (swapped(CONTACTS, "outside:05314", "outside:99999"), CONTACTS, "„outside:99999“ (recipient) steht nicht in"),
    (swapped(CONTACTS, "bornheim;email", "bornheim;fax"), CONTACTS, "„fax“ ist keine Art der Erreichbarkeit"),
    (swapped(CONTACTS, "eingang@jugendamt-bornheim.example", "eingang@jugendаmt.example"), CONTACTS, "ist keine E-Mail-Adresse"),
    (swapped(CONTACTS, "eingang@jugendamt-bornheim.example", "root@localhost"), CONTACTS, "ist keine E-Mail-Adresse"),
    (swapped(CONTACTS, "eingang@jugendamt-bornheim.example", "a@b.example, c@d.example"), CONTACTS, "ist keine E-Mail-Adresse"),
    (swapped(CONTACTS, "0221 4710 102", "ruf mich an"), CONTACTS, "„ruf mich an“ ist keine Telefonnummer"),
    (swapped(CONTACTS, "erfunden);office_head", "erfunden);boss"), CONTACTS, "„boss“ ist für „role“ nicht bekannt"),
    (swapped(CONTACTS, "2026-01-05", "05.01.2026"), CONTACTS, "„05.01.2026“ ist kein Datum"),
    (swapped(CONTACTS, "2026-01-05", "2026-02-30"), CONTACTS, "„2026-02-30“ ist kein Datum"),
    (swapped(CONTACTS, "2026-01-05", "2026-12-05"), CONTACTS, "2026-12-05 liegt in der Zukunft"),
    (added(CONTACTS, "bornheim;email;zwei@jugendamt-bornheim.example;Eingang (erfunden);;"), CONTACTS, "Diese Erreichbarkeit steht schon in Zeile"),
    (swapped(HOURS, "*;Fr", "brnheim;Fr"), HOURS, "„brnheim“ (office) steht nicht in offices.csv"),
    (swapped(HOURS, "*;Fr", "sitz-13;Fr"), HOURS, "„sitz-13“ (office) steht nicht in offices.csv als besetztes Jugendamt"),
    (swapped(HOURS, "*;Fr", "*;Freitag"), HOURS, "„Freitag“ sind keine Tage"),
    (swapped(HOURS, "*;Fr", "*;Feiertag"), HOURS, "„Feiertag“ sind keine Tage"),
    (swapped(HOURS, "16:00", "24:00"), HOURS, "„24:00“ ist keine Uhrzeit"),
    (swapped(HOURS, "08:00;16:00", "16:00;08:00"), HOURS, "Die Dienstzeit endet, bevor sie beginnt"),
    (swapped(ON_CALL, "kreis;Fr", "sitz-13;Fr"), ON_CALL, "„sitz-13“ (office) steht nicht"),
    (swapped(ON_CALL, "kreis;Fr", "kreis;Fr Fr"), ON_CALL, "„Fr Fr“ sind keine Tage"),
    (swapped(ON_CALL, "kreis;Fr;12:30", "kreis;Fr;8:00"), ON_CALL, "„8:00“ ist keine Uhrzeit"),
    (swapped(ON_CALL, "0221 4710 400", ""), ON_CALL, "„“ ist keine Telefonnummer"),
    (added(ON_CALL, "kreis;Fr;12:30;08:00;Wer;0221 4710 499;;;"), ON_CALL, "Der Beginn dieser Bereitschaft steht schon in Zeile"),
    (swapped(ON_CALL, "4917604069050@sms.example", "0176 04069050"), ON_CALL, "„0176 04069050“ ist keine E-Mail-Adresse"),
    (swapped(CONTACTS, "bornheim;sms;4917604069002@sms.example", "bornheim;sms;0176 04069002"), CONTACTS, "„0176 04069002“ ist keine E-Mail-Adresse"),
    (swapped(CONTACTS, "Jugendamt Bonn | Musterstraße 1 | 53111 Bonn", "53111 Bonn"), CONTACTS, "„53111 Bonn“ ist keine Postanschrift"),
    (swapped(CONTACTS, "Jugendamt Bonn | Musterstraße 1 | 53111 Bonn", "Jugendamt Bonn | | 53111 Bonn"), CONTACTS, "ist keine Postanschrift"),
    (swapped(CONTACTS, "Jugendamt Bonn | Musterstraße 1 | 53111 Bonn", "1 | 2 | 3 | 4 | 5 | 6 | 7"), CONTACTS, "ist keine Postanschrift"),
    (swapped(TOML, 'fallback_office = "kreis"', 'fallback_office = "sitz-13"'), TOML, "„sitz-13“ (fallback_office) kann nichts auffangen"),
    (swapped(TOML, 'fallback_office = "kreis"', 'fallback_office = "nirgends"'), TOML, "„nirgends“ (fallback_office) kann nichts auffangen"),
    (swapped(TOML, '"05382"', "5382"), TOML, "„district“ ist so nicht möglich"),
    (swapped(TOML, "2014-01-01", '"2014-01-01"'), TOML, "„valid_from“ ist so nicht möglich"),
    (swapped(TOML, "2014-01-01", "2027-01-01"), TOML, "„valid_from“ ist so nicht möglich"),
    (swapped(TOML, "district = ", "distrikt = "), TOML, "„district“ fehlt"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "file", "says"), CASES, ids=[case[2] for case in CASES])
def test_a_fault_names_its_file_line_and_cure(
    files: dict[str, bytes | None], file: str, says: str
) -> None:
    found = faults(files)

    meant = [line for line in found if says in line]
    assert len(meant) == 1, found
    assert meant[0].startswith(f"{file}{'' if file == TOML else ', Zeile '}")


def test_an_address_on_paper_has_one_line_for_each_part() -> None:
    (bonn,) = [
        each
        for each in read().contacts
        if (each.recipient, each.kind) == ("outside:05314", "postal")
    ]

    assert bonn.address == "Jugendamt Bonn\nMusterstraße 1\n53111 Bonn"


def test_a_roster_from_before_sms_still_loads() -> None:
    lines = SOUND[ON_CALL].decode().splitlines()
    old = "\n".join(line.rpartition(";")[0] for line in lines).encode()

    slots = [slot for office in read(**{ON_CALL: old}).slots.values() for slot in office]

    assert slots
    assert {slot.sms for slot in slots} == {""}


def test_a_row_with_a_fault_can_still_be_named_by_others() -> None:
    for files in (
        swapped(OFFICES, "Hennef;town", "Hennef;city"),
        swapped(PARTNERS, "Amtsgericht Bonn – Familiengericht", ""),
        swapped(NEIGHBOURS, "Bonn;NW", "Bonn;?"),
        swapped(TOWNS, "Bornheim;Stadt;53332", "Bornheim;Stadt;5333"),
    ):
        assert len(faults(files)) == 1


def test_broken_toml_names_its_line() -> None:
    assert faults({TOML: SOUND[TOML] + b"name = \n"})[0].startswith("network.toml, Zeile 10: ")


def test_all_faults_of_all_files_are_listed_at_once_in_order() -> None:
    files = {
        **swapped(OFFICES, "Hennef;town", "Hennef;city"),
        **swapped(TOWNS, "53347", "5334"),
        **swapped(CONTACTS, "2026-01-05", "gestern"),
        NEIGHBOURS: None,
    }

    found = faults(files)

    assert [line.split(":")[0] for line in found] == [
        "contacts.csv, Zeile 2",
        "municipalities.csv, Zeile 2",
        "neighbours.csv",
        f"offices.csv, Zeile {line_of(OFFICES, 'hennef')}",
    ]


def test_a_broken_table_is_not_blamed_on_those_that_name_its_rows() -> None:
    assert len(faults({OFFICES: b"key;name\nx;y\n"})) == 2  # two columns are missing, no more


def test_a_partner_may_offer_several_services_and_for_some_places_only() -> None:
    line = "familienberatung-eitorf;Familien- und Erziehungsberatung Eitorf;counselling;school_psychology;05382016 05382076"

    data = read(**added(PARTNERS, line))

    offered = {each.ags for each in data.coverages if each.partner == "familienberatung-eitorf"}
    assert offered == {None, "05382016", "05382076"}
    assert len(data.partners) == len(read().partners)


def test_courts_and_police_are_covered_as_the_municipalities_say() -> None:
    data = read()

    for service, column in ((Service.FAMILY_COURT, "family_court"), (Service.POLICE, "police")):
        covered = {each.ags: each.partner for each in data.coverages if each.service is service}
        assert covered == {each.ags: getattr(each, column) for each in data.municipalities}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(FILES), st.one_of(st.binary(max_size=400), st.text(max_size=300)))
def test_whatever_the_bytes_are_it_is_a_fault_and_never_a_crash(
    file: str, content: bytes | str
) -> None:
    raw = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")

    assert faults({file: raw})


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(FILES), st.integers(0, 5000), st.binary(min_size=1, max_size=3))
def test_some_bytes_overwritten_give_a_network_or_faults(
    file: str, place: int, bytes_: bytes
) -> None:
    content = bytearray(SOUND[file])
    place %= len(content)
    content[place : place + len(bytes_)] = bytes_

    found: list[str] = []
    try:
        read(**{file: bytes(content)})
    except FaultyFolder as faulty:
        found = [fault.cure for fault in faulty.faults]
    assert all(found)
