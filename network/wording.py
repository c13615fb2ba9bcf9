"""German words for every shared term. Identifiers stay English; what people read stands here."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from network.domain import by_hand, gaps, terms

TOPIC: Mapping[terms.Topic, str] = {
    terms.Topic.NEGLECT: "Vernachlässigung",
    terms.Topic.PHYSICAL_ABUSE: "Körperliche Misshandlung",
    terms.Topic.PSYCHOLOGICAL_ABUSE: "Psychische Misshandlung",
    terms.Topic.SEXUAL_VIOLENCE: "Sexuelle Gewalt",
    terms.Topic.DOMESTIC_VIOLENCE: "Häusliche Gewalt",
    terms.Topic.OTHER: "Anderes",
}
URGENCY: Mapping[terms.Urgency, str] = {
    terms.Urgency.ACUTE: "Akut: jetzt",
    terms.Urgency.URGENT: "Dringend: heute",
    terms.Urgency.STANDARD: "In den nächsten Tagen",
}
REPORTER_KIND: Mapping[terms.ReporterKind, str] = {
    terms.ReporterKind.POLICE: "Polizei",
    terms.ReporterKind.COURT: "Gericht",
    terms.ReporterKind.PROSECUTION: "Staatsanwaltschaft",
    terms.ReporterKind.SCHOOL: "Schule",
    terms.ReporterKind.DAYCARE: "Kita oder Kindertagespflege",
    terms.ReporterKind.PHYSICIAN: "Arzt- oder Psychotherapiepraxis",
    terms.ReporterKind.HOSPITAL: "Krankenhaus",
    terms.ReporterKind.MIDWIFE: "Hebamme oder Entbindungspfleger",
    terms.ReporterKind.PROVIDER: "Träger der Jugendhilfe",
    terms.ReporterKind.COUNSELLING: "Beratungsstelle",
    terms.ReporterKind.HEALTH_OFFICE: "Gesundheitsamt",
    terms.ReporterKind.YOUTH_OFFICE: "Jugendamt",
    terms.ReporterKind.RELATIVE: "Verwandte",
    terms.ReporterKind.PARENT: "Eltern",
    terms.ReporterKind.SELF: "Das Kind oder die jugendliche Person selbst",
    terms.ReporterKind.CITIZEN: "Nachbarschaft oder Bekannte",
    terms.ReporterKind.ANONYMOUS: "Anonym",
    terms.ReporterKind.OTHER: "Andere",
}
AGE_BAND: Mapping[terms.AgeBand, str] = {
    terms.AgeBand.UNBORN: "Noch nicht geboren",
    terms.AgeBand.UNDER_3: "Unter 3 Jahren",
    terms.AgeBand.FROM_3_TO_5: "3 bis 5 Jahre",
    terms.AgeBand.FROM_6_TO_13: "6 bis 13 Jahre",
    terms.AgeBand.FROM_14_TO_17: "14 bis 17 Jahre",
    terms.AgeBand.ADULT: "18 Jahre oder älter",
    terms.AgeBand.UNKNOWN: "Alter nicht bekannt",
}
DUTY: Mapping[terms.Duty, str] = {
    terms.Duty.ACT_NOW: "Muss jetzt tätig werden",
    terms.Duty.IMMEDIATE_PROTECTION: "Schützt dort, wo das Kind ist",
    terms.Duty.LEAD: "Federführung",
    terms.Duty.PROVISIONAL: "Wird vorläufig tätig",
    terms.Duty.CONTINUE_BENEFIT: "Setzt die laufende Hilfe fort",
    terms.Duty.COURT_PARTICIPATION: "Wirkt im Gerichtsverfahren mit",
    terms.Duty.FAMILY_COURT: "Familiengericht",
    terms.Duty.POLICE: "Polizei",
}
CONFIDENCE: Mapping[terms.Confidence, str] = {
    terms.Confidence.CERTAIN: "sicher",
    terms.Confidence.PROVISIONAL: "vorläufig",
    terms.Confidence.NEEDS_DECISION: "zu entscheiden",
}
CONTENT_LEVEL: Mapping[terms.ContentLevel, str] = {
    terms.ContentLevel.FULL: "Vollständig",
    terms.ContentLevel.MINIMAL: "Nur was zum Schutz nötig ist",
    terms.ContentLevel.SIGNAL: "Nur ein Hinweis",
}
RELEASE: Mapping[terms.Release, str] = {
    terms.Release.AUTOMATIC: "Geht sofort hinaus",
    terms.Release.CONFIRM: "Wartet auf Freigabe durch eine Fachkraft",
}
CHANNEL: Mapping[terms.ChannelKind, str] = {
    terms.ChannelKind.PORTAL: "Portal",
    terms.ChannelKind.EMAIL: "E-Mail",
    terms.ChannelKind.SMS: "SMS",
    terms.ChannelKind.PHONE: "Anruf",
    terms.ChannelKind.LETTER: "Brief",
}
LADDER_ROLE: Mapping[terms.LadderRole, str] = {
    terms.LadderRole.REMINDER: "Erinnerung",
    terms.LadderRole.DEPUTY: "Vertretung",
    terms.LadderRole.OFFICE_HEAD: "Leitung",
    terms.LadderRole.FALLBACK_OFFICE: "Auffangendes Jugendamt",
}
RECIPIENT_KIND: Mapping[terms.RecipientKind, str] = {
    terms.RecipientKind.OFFICE: "Jugendamt",
    terms.RecipientKind.PARTNER: "Netzwerkpartner",
    terms.RecipientKind.OUTSIDE: "Jugendamt außerhalb des Netzwerks",
}
OFFICE_KIND: Mapping[terms.OfficeKind, str] = {
    terms.OfficeKind.COUNTY: "Kreisjugendamt",
    terms.OfficeKind.TOWN: "Städtisches Jugendamt",
    terms.OfficeKind.OPEN_SEAT: "Offener Sitz",
}
PARTNER_CATEGORY: Mapping[terms.PartnerCategory, str] = {
    terms.PartnerCategory.FAMILY_COURT: "Familiengericht",
    terms.PartnerCategory.POLICE: "Polizei",
    terms.PartnerCategory.HEALTH_OFFICE: "Gesundheitsamt",
    terms.PartnerCategory.COUNSELLING: "Beratungsstelle",
    terms.PartnerCategory.HOSPITAL: "Krankenhaus",
    terms.PartnerCategory.STATE_YOUTH_OFFICE: "Landesjugendamt",
    terms.PartnerCategory.SCHOOL: "Schule",
    terms.PartnerCategory.DAYCARE: "Kita oder Kindertagespflege",
    terms.PartnerCategory.PHYSICIAN: "Arzt- oder Psychotherapiepraxis",
    terms.PartnerCategory.MIDWIFE: "Hebamme oder Entbindungspfleger",
    terms.PartnerCategory.PROVIDER: "Träger der Jugendhilfe",
    terms.PartnerCategory.OTHER: "Andere Stelle",
}
SERVICE: Mapping[terms.Service, str] = {
    terms.Service.FAMILY_COURT: "Familiengericht",
    terms.Service.POLICE: "Polizei",
    terms.Service.HEALTH_OFFICE: "Gesundheitsamt",
    terms.Service.SCHOOL_PSYCHOLOGY: "Schulpsychologie",
    terms.Service.SEXUAL_VIOLENCE_COUNSELLING: "Beratung bei sexualisierter Gewalt",
    terms.Service.FAMILY_COUNSELLING: "Familien- und Erziehungsberatung",
    terms.Service.PAEDIATRIC_HOSPITAL: "Kinderklinik",
    terms.Service.MEDICAL_CHILD_PROTECTION: "Medizinischer Kinderschutz",
    terms.Service.FACILITY_SUPERVISION: "Aufsicht über Einrichtungen",
}
ROLE: Mapping[terms.Role, str] = {
    terms.Role.CASE_WORKER: "Fachkraft",
    terms.Role.SECOND_PROFESSIONAL: "Zweite Fachkraft",
    terms.Role.DEPUTY: "Vertretung",
    terms.Role.OFFICE_HEAD: "Leitung",
    terms.Role.ECONOMIC_UNIT: "Wirtschaftliche Jugendhilfe",
    terms.Role.ON_CALL_WORKER: "Rufbereitschaft",
    terms.Role.CHILD_PROTECTION_SPECIALIST: "Insoweit erfahrene Fachkraft (InsoFa)",
    terms.Role.LEGAL_GUARDIAN: "Amtsvormundschaft",
    terms.Role.COORDINATION: "Netzwerkkoordination",
    terms.Role.DIRECTORY_EDITOR: "Verzeichnispflege",
    terms.Role.DATA_PROTECTION_OFFICER: "Datenschutz und Revision",
    terms.Role.ACCOUNT_ADMIN: "Kontenverwaltung",
    terms.Role.TECHNICAL_ADMIN: "Technische Verwaltung",
    terms.Role.PARTNER_REPORTER: "Mitteilende Person",
    terms.Role.PARTNER_ADMIN: "Kontenverwaltung der Einrichtung",
}
CALL_DESK: Mapping[by_hand.CallDesk, str] = {
    by_hand.CallDesk.REPORTER: "Mitteilende Person",
    by_hand.CallDesk.OFFICE: "Jugendamt, bei dem der Fall liegt",
    by_hand.CallDesk.FALLBACK: "Auffangstelle",
}
CALL_REASON: Mapping[by_hand.CallReason, str] = {
    by_hand.CallReason.ACUTE: "Akute Gefahr: eine Nachricht allein genügt nicht.",
    by_hand.CallReason.OUT_OF_HOURS: "Außerhalb der Dienstzeit: vielleicht liest dort niemand mit.",
    by_hand.CallReason.NO_ACCOUNT: "Dort hat niemand einen Zugang zum Portal.",
    by_hand.CallReason.NOT_REACHED: "Kein geprüfter Kontakt, oder eine Nachricht kam zurück.",
    by_hand.CallReason.SILENT: "Benachrichtigt, aber niemand hat rechtzeitig geantwortet.",
}
CALL_OUTCOME: Mapping[by_hand.CallOutcome, str] = {
    by_hand.CallOutcome.TAKES_OVER: "Erreicht, die Person übernimmt",
    by_hand.CallOutcome.REACHED: "Erreicht, mit einer Person gesprochen",
    by_hand.CallOutcome.VOICEMAIL: "Auf den Anrufbeantworter gesprochen, ohne Inhalt",
    by_hand.CallOutcome.NO_ANSWER: "Niemand hat abgenommen",
    by_hand.CallOutcome.WRONG_NUMBER: "Die Nummer stimmt nicht",
}
LETTER_STAGE: Mapping[by_hand.LetterStage, str] = {
    by_hand.LetterStage.PLANNED: "zu drucken",
    by_hand.LetterStage.PRINTED: "gedruckt",
    by_hand.LetterStage.POSTED: "abgesendet",
    by_hand.LetterStage.CONFIRMED: "Eingang bestätigt",
    by_hand.LetterStage.NOT_NEEDED: "nicht mehr nötig",
}
SETTLEMENT: Mapping[by_hand.Settlement, str] = {
    by_hand.Settlement.DONE: "erledigt",
    by_hand.Settlement.NOT_NEEDED: "nicht mehr nötig",
}

LABELS: Mapping[type[StrEnum], Mapping[Any, str]] = {
    by_hand.CallDesk: CALL_DESK,
    by_hand.CallReason: CALL_REASON,
    by_hand.CallOutcome: CALL_OUTCOME,
    by_hand.LetterStage: LETTER_STAGE,
    by_hand.Settlement: SETTLEMENT,
    terms.Topic: TOPIC,
    terms.Urgency: URGENCY,
    terms.ReporterKind: REPORTER_KIND,
    terms.AgeBand: AGE_BAND,
    terms.Duty: DUTY,
    terms.Confidence: CONFIDENCE,
    terms.ContentLevel: CONTENT_LEVEL,
    terms.Release: RELEASE,
    terms.ChannelKind: CHANNEL,
    terms.LadderRole: LADDER_ROLE,
    terms.RecipientKind: RECIPIENT_KIND,
    terms.OfficeKind: OFFICE_KIND,
    terms.PartnerCategory: PARTNER_CATEGORY,
    terms.Service: SERVICE,
    terms.Role: ROLE,
}


def label(member: StrEnum) -> str:
    """The German word for a member of a shared enum."""
    return LABELS[type(member)][member]


def choices(kind: type[StrEnum]) -> list[tuple[str, str]]:
    """Value and German word of every member, in the enum's order, for a select or radio field."""
    return [(member.value, label(member)) for member in kind]


GAP: Mapping[gaps.GapKind, tuple[str, str]] = {
    gaps.GapKind.OPEN_SEAT: (
        "Für diesen Sitz ist noch niemand benannt.",
        "Die Koordination fragt nach; bis dahin geht nichts an diesen Sitz.",
    ),
    gaps.GapKind.NO_MAILBOX: (
        "Kein Postfach mit geprüfter Anschrift: Die erste Nachricht gilt als nicht angekommen.",
        "Anschrift anrufen, Probe schicken, Prüfung von der Verzeichnispflege eintragen lassen.",
    ),
    gaps.GapKind.NOBODY_ANSWERS: (
        "Niemand antwortet: weder Dienstzeit noch Rufbereitschaft.",
        "Den Dienstplan für diese Zeit besetzen, oder eine beauftragte Stelle eintragen lassen.",
    ),
    gaps.GapKind.ON_CALL_WITHOUT_MAIL: (
        "Rufbereitschaft ohne E-Mail-Adresse: Das Portal kann sie nicht selbst verständigen.",
        "Adresse des Bereitschaftshandys eintragen lassen; sonst muss jemand anrufen.",
    ),
    gaps.GapKind.NO_DEPUTY: (
        "Keine Vertretung benannt: Diese Stufe entfällt, die nächste kommt sofort.",
        "Eine Person mit Konto als Vertretung benennen.",
    ),
    gaps.GapKind.NO_HEAD: (
        "Keine Leitung benannt: Diese Stufe entfällt, die Auffangstelle kommt sofort.",
        "Eine Person mit Konto als Leitung benennen.",
    ),
    gaps.GapKind.NO_PHONE: (
        "Keine geprüfte Telefonnummer: Nach der letzten Stufe weiß niemand, wo anzurufen ist.",
        "Nummer anrufen und die Prüfung von der Verzeichnispflege eintragen lassen.",
    ),
}
"""What is missing, and what to do about it."""
