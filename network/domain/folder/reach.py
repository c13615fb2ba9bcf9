"""Contacts, office hours and on-call slots of a folder."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from network.domain.folder.checks import Checker
from network.domain.folder.source import Source
from network.domain.folder.values import ContactData, SlotData
from network.domain.hours import Opening
from network.domain.terms import Role

EVERY_OFFICE = "*"
"""Office hours of this "office" hold for each that has none of its own."""
EMAIL, PHONE, SMS, POSTAL = "email", "phone", "sms", "postal"


@dataclass(frozen=True)
class Reach:
    """The sound rows of the three tables, rosters by office key."""

    contacts: tuple[ContactData, ...]
    hours: Mapping[str, tuple[Opening, ...]]
    slots: Mapping[str, tuple[SlotData, ...]]


def read_reach(source: Source, *, today: date) -> Reach:
    """Read the three tables; faults go to the source."""
    return Reach(
        contacts=tuple(_contacts(source, today)), hours=_hours(source), slots=_slots(source)
    )


def _contacts(source: Source, today: date) -> list[ContactData]:
    found = []
    seen: dict[object, int] = {}
    recipients = source.recipients()
    for row in source.rows("contacts.csv"):
        recipient = row.known(
            "recipient",
            recipients,
            where="offices.csv (besetzt), county_partners.csv oder neighbours.csv",
        )
        kind, address = _address(row)
        label, role = row.name("label"), _role(row)
        verified_on = row.past_date("verified_on", today=today)
        named = tuple(row.raw(column) for column in ("recipient", "kind", "role", "label"))
        is_new = row.once("Diese Erreichbarkeit", named, seen)
        if recipient and kind and address and label and is_new:
            found.append(ContactData(recipient, kind, address, label, role, verified_on))
    return found


def _address(row: Checker) -> tuple[str | None, str | None]:
    kind = row.raw("kind")
    if kind == EMAIL:
        return kind, row.email("address")
    if kind == PHONE:
        return kind, row.phone("address")
    if kind == SMS:
        return kind, row.email("address")
    if kind == POSTAL:
        return kind, row.postal("address")
    row.fault(
        f"„{kind}“ ist keine Art der Erreichbarkeit.",
        f"Möglich sind: {EMAIL}, {PHONE}, {SMS}, {POSTAL}.",
    )
    return None, None


def _role(row: Checker) -> Role | None:
    return row.member("role", Role) if row.raw("role") else None


def _hours(source: Source) -> dict[str, tuple[Opening, ...]]:
    found: dict[str, list[Opening]] = defaultdict(list)
    seen: dict[object, int] = {}
    manned = source.manned_offices()
    for row in source.rows("office_hours.csv"):
        office = row.raw("office")
        if office != EVERY_OFFICE:
            row.known("office", manned, where="offices.csv als besetztes Jugendamt")
        opens, closes = row.time("opens"), row.time("closes")
        if opens and closes and opens >= closes:
            row.fault("Die Dienstzeit endet, bevor sie beginnt.", "Vertauschen Sie die Uhrzeiten.")
        for day in row.days("days", holidays=False):
            is_new = row.once("Der Beginn dieser Dienstzeit", (office, day, opens), seen)
            if opens and closes and is_new:
                found[office].append(Opening(day, opens, closes))
    return {office: tuple(openings) for office, openings in found.items()}


def _slots(source: Source) -> dict[str, tuple[SlotData, ...]]:
    found: dict[str, list[SlotData]] = defaultdict(list)
    seen: dict[object, int] = {}
    manned = source.manned_offices()
    for row in source.rows("on_call.csv"):
        office = row.known("office", manned, where="offices.csv als besetztes Jugendamt")
        starts, ends = row.time("starts"), row.time("ends")
        person, phone = row.name("person"), row.phone("phone")
        email = row.email("email") if row.raw("email") else ""
        sms = row.email("sms") if row.raw("sms") else ""
        for day in row.days("days", holidays=True):
            is_new = row.once(
                "Der Beginn dieser Bereitschaft", (row.raw("office"), day, starts), seen
            )
            is_sound = is_new and email is not None and sms is not None
            if is_sound and office and starts and ends and person and phone:
                found[office].append(
                    SlotData(
                        day,
                        starts,
                        ends,
                        person,
                        phone,
                        email or "",
                        row.raw("delegate"),
                        sms or "",
                    )
                )
    return {office: tuple(slots) for office, slots in found.items()}
