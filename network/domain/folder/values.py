"""What a folder says, as values. Organisations are named by their keys."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from network.domain.hours import Opening
from network.domain.terms import OfficeKind, PartnerCategory, Role, Service


@dataclass(frozen=True)
class OfficeData:
    """A seat of the network."""

    key: str
    name: str
    kind: OfficeKind
    note: str


@dataclass(frozen=True)
class MunicipalityData:
    """A municipality, the office that serves it, and its court and police as partner keys."""

    ags: str
    name: str
    kind: str
    postal_codes: tuple[str, ...]
    office: str
    family_court: str
    police: str


@dataclass(frozen=True)
class OutsideData:
    """A neighbouring district."""

    district: str
    name: str
    state: str


@dataclass(frozen=True)
class PartnerData:
    """An institution on the level of the district."""

    key: str
    name: str
    category: PartnerCategory


@dataclass(frozen=True)
class CoverageData:
    """A partner offers a service for a municipality; `ags` None means the whole district."""

    partner: str
    service: Service
    ags: str | None


@dataclass(frozen=True)
class ContactData:
    """A mailbox or number of `recipient` (a key, or `outside:<district>`)."""

    recipient: str
    kind: str
    address: str
    label: str
    role: Role | None
    verified_on: date | None


@dataclass(frozen=True)
class SlotData:
    """One on-call slot of an office; weekday 7 is a public holiday."""

    weekday: int
    starts: time
    ends: time
    person: str
    phone: str
    email: str
    delegate: str
    sms: str = ""


@dataclass(frozen=True)
class NetworkData:
    """A whole network: sound in itself, not yet compared with what is in the database."""

    name: str
    district: str
    fallback_office: str
    valid_from: date
    offices: tuple[OfficeData, ...]
    municipalities: tuple[MunicipalityData, ...]
    outside: tuple[OutsideData, ...]
    partners: tuple[PartnerData, ...]
    coverages: tuple[CoverageData, ...]
    contacts: tuple[ContactData, ...]
    hours: Mapping[str, tuple[Opening, ...]]
    slots: Mapping[str, tuple[SlotData, ...]]
