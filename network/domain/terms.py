"""Words that every app shares. Identifiers as in docs/glossary.md, German labels in wording."""

from enum import StrEnum


class Topic(StrEnum):
    """What the concern is about (kinds of danger after § 99 Abs. 6 SGB VIII, plus violence at
    home).
    """

    NEGLECT = "neglect"
    PHYSICAL_ABUSE = "physical_abuse"
    PSYCHOLOGICAL_ABUSE = "psychological_abuse"
    SEXUAL_VIOLENCE = "sexual_violence"
    DOMESTIC_VIOLENCE = "domestic_violence"
    OTHER = "other"


class Urgency(StrEnum):
    """How fast somebody must act, as the reporter sees it: danger now, today, or in the coming
    days.
    """

    ACUTE = "acute"
    URGENT = "urgent"
    STANDARD = "standard"


class ReporterKind(StrEnum):
    """Who reports; decides which points of § 4 KKG and § 8a Abs. 4 SGB VIII apply."""

    POLICE = "police"
    COURT = "court"
    PROSECUTION = "prosecution"
    SCHOOL = "school"
    DAYCARE = "daycare"
    PHYSICIAN = "physician"
    HOSPITAL = "hospital"
    MIDWIFE = "midwife"
    PROVIDER = "provider"
    COUNSELLING = "counselling"
    HEALTH_OFFICE = "health_office"
    YOUTH_OFFICE = "youth_office"
    RELATIVE = "relative"
    PARENT = "parent"
    SELF = "self"
    CITIZEN = "citizen"
    ANONYMOUS = "anonymous"
    OTHER = "other"


class AgeBand(StrEnum):
    """Age on the day of the report, in the bands that rules may name; 18 is no child any more."""

    UNBORN = "unborn"
    UNDER_3 = "under_3"
    FROM_3_TO_5 = "from_3_to_5"
    FROM_6_TO_13 = "from_6_to_13"
    FROM_14_TO_17 = "from_14_to_17"
    ADULT = "adult"
    UNKNOWN = "unknown"


class Duty(StrEnum):
    """One answer of the jurisdiction decision; a child has several at once."""

    ACT_NOW = "act_now"
    IMMEDIATE_PROTECTION = "immediate_protection"
    LEAD = "lead"
    PROVISIONAL = "provisional"
    CONTINUE_BENEFIT = "continue_benefit"
    COURT_PARTICIPATION = "court_participation"
    FAMILY_COURT = "family_court"
    POLICE = "police"


class Confidence(StrEnum):
    """How firm an answer is. Anything but CERTAIN wants a professional's look."""

    CERTAIN = "certain"
    PROVISIONAL = "provisional"
    NEEDS_DECISION = "needs_decision"


class ContentLevel(StrEnum):
    """What a notice may carry: everything, only what protects the child tonight, or that there is
    something.
    """

    FULL = "full"
    MINIMAL = "minimal"
    SIGNAL = "signal"


class Release(StrEnum):
    """Whether a notice leaves at once or waits until a caseworker releases it."""

    AUTOMATIC = "automatic"
    CONFIRM = "confirm"


class ChannelKind(StrEnum):
    """The ways by which a message reaches an organisation.

    The portal delivers PORTAL, EMAIL and SMS by itself; PHONE and LETTER are done by people, who
    record what came of it.
    """

    PORTAL = "portal"
    EMAIL = "email"
    SMS = "sms"
    PHONE = "phone"
    LETTER = "letter"


BY_ITSELF = (ChannelKind.PORTAL, ChannelKind.EMAIL, ChannelKind.SMS)
"""The channels of deliveries: no person has to do anything."""


class LadderRole(StrEnum):
    """Who is told next while nobody has taken a notice over. Persons are found at the instant."""

    REMINDER = "reminder"
    DEPUTY = "deputy"
    OFFICE_HEAD = "office_head"
    FALLBACK_OFFICE = "fallback_office"


class RecipientKind(StrEnum):
    """What a notice can be addressed to."""

    OFFICE = "office"
    PARTNER = "partner"
    OUTSIDE = "outside"


class OfficeKind(StrEnum):
    """A seat at the table: the county office, a town's own office, or a seat nobody has been named
    for.
    """

    COUNTY = "county"
    TOWN = "town"
    OPEN_SEAT = "open_seat"


class PartnerCategory(StrEnum):
    """Groups of network members after § 3 Abs. 2 KKG, as far as they occur."""

    FAMILY_COURT = "family_court"
    POLICE = "police"
    HEALTH_OFFICE = "health_office"
    COUNSELLING = "counselling"
    HOSPITAL = "hospital"
    STATE_YOUTH_OFFICE = "state_youth_office"
    SCHOOL = "school"
    DAYCARE = "daycare"
    PHYSICIAN = "physician"
    MIDWIFE = "midwife"
    PROVIDER = "provider"
    OTHER = "other"


class Service(StrEnum):
    """What a partner offers for a place; rules name a service, never a house."""

    FAMILY_COURT = "family_court"
    POLICE = "police"
    HEALTH_OFFICE = "health_office"
    SCHOOL_PSYCHOLOGY = "school_psychology"
    SEXUAL_VIOLENCE_COUNSELLING = "sexual_violence_counselling"
    FAMILY_COUNSELLING = "family_counselling"
    PAEDIATRIC_HOSPITAL = "paediatric_hospital"
    MEDICAL_CHILD_PROTECTION = "medical_child_protection"
    FACILITY_SUPERVISION = "facility_supervision"


class Role(StrEnum):
    """What a person is for an organisation, in a range of dates. One person may hold several.

    What a role opens stands in `network.access.ROLE_GRANTS`; most open no case at all.
    """

    CASE_WORKER = "case_worker"
    SECOND_PROFESSIONAL = "second_professional"
    DEPUTY = "deputy"
    OFFICE_HEAD = "office_head"
    ECONOMIC_UNIT = "economic_unit"
    ON_CALL_WORKER = "on_call_worker"
    CHILD_PROTECTION_SPECIALIST = "child_protection_specialist"
    LEGAL_GUARDIAN = "legal_guardian"
    COORDINATION = "coordination"
    DIRECTORY_EDITOR = "directory_editor"
    DATA_PROTECTION_OFFICER = "data_protection_officer"
    ACCOUNT_ADMIN = "account_admin"
    TECHNICAL_ADMIN = "technical_admin"
    PARTNER_REPORTER = "partner_reporter"
    PARTNER_ADMIN = "partner_admin"


PARTNER_ROLES = frozenset(
    {Role.PARTNER_REPORTER, Role.PARTNER_ADMIN, Role.CHILD_PROTECTION_SPECIALIST}
)
"""Roles that a person may hold at a network partner. Specialists work at offices and partners."""

OFFICE_ROLES = frozenset(Role) - {Role.PARTNER_REPORTER, Role.PARTNER_ADMIN}
"""Roles that a person may hold at a youth office."""
