"""A network is data: no office, no place and no partner of the first one stands in the program."""

import re

from django.conf import settings

from tests.network.domain.test_folder import read

PACKAGES = ("agreements", "cases", "kinderschutz", "network", "templates")
TEXTS = {".html", ".py", ".txt"}


def names_of_the_first_network() -> set[str]:
    data = read()
    places = {re.sub(r" \(.*\)", "", each.name) for each in data.municipalities}
    offices = {office.name.rpartition("amt ")[2] for office in data.offices}
    keys = {office.key for office in data.offices} | {partner.key for partner in data.partners}
    return places | offices | keys - {data.fallback_office}


def test_no_name_of_an_office_place_or_partner_stands_in_the_program() -> None:
    names = names_of_the_first_network()
    wanted = re.compile(rf"\b({'|'.join(map(re.escape, names))})\b")
    files = (
        path
        for package in PACKAGES
        for path in sorted((settings.BASE_DIR / package).rglob("*"))
        if path.suffix in TEXTS
    )

    found = [
        f"{path.relative_to(settings.BASE_DIR)}: {hit[0]}"
        for path in files
        for hit in wanted.finditer(path.read_text(encoding="utf-8"))
    ]

    assert len(names) > 40, "the names to look for were read"
    assert found == []
