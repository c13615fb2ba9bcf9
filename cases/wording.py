"""German labels of the work: what people read for the words of cases.domain."""

from cases.domain.reach import Reach
from cases.domain.report import Relation, Via
from cases.domain.reporter import Point
from cases.domain.types import Custody, Doubt, LivesWith
from network.domain.terms import (
    AgeBand,
    ChannelKind,
    Confidence,
    ContentLevel,
    Duty,
    LadderRole,
)

VIA = {
    Via.PORTAL: "über das Portal",
    Via.PHONE: "telefonisch",
    Via.PAPER: "schriftlich",
    Via.IN_PERSON: "persönlich",
}

RELATION = {
    Relation.MOTHER: "Mutter",
    Relation.FATHER: "Vater",
    Relation.OTHER: "andere Person",
}

LIVES_WITH = {
    LivesWith.UNKNOWN: "Weiß ich nicht",
    LivesWith.BOTH: "bei beiden Eltern",
    LivesWith.MOTHER: "bei der Mutter",
    LivesWith.FATHER: "beim Vater",
    LivesWith.NEITHER: "bei keinem Elternteil",
}

CUSTODY = {
    Custody.UNKNOWN: "Weiß ich nicht",
    Custody.JOINT: "gemeinsam",
    Custody.SOLE: "allein",
    Custody.NONE: "keine",
}

DOUBT = {
    Doubt.ALTERNATING_RESIDENCE: "Das Kind lebt abwechselnd bei beiden Eltern (Wechselmodell)",
    Doubt.SHELTER: "Aufenthalt in einem Frauenhaus oder einer Schutzwohnung",
    Doubt.PRISON: "Ein maßgeblicher Elternteil ist in Haft",
    Doubt.PSYCHIATRY: "Aufenthalt in einer psychiatrischen Klinik",
    Doubt.CUSTODY_UNCLEAR: "Wer die Personensorge hat, ist unklar oder streitig",
    Doubt.TEMPORARY_COMMON_HOME: "Die Eltern haben nur vorübergehend zusammen gewohnt",
}

DUTY = {
    Duty.ACT_NOW: "Muss jetzt handeln",
    Duty.IMMEDIATE_PROTECTION: "Schützt dort, wo das Kind gerade ist",
    Duty.LEAD: "Ist auf Dauer zuständig",
    Duty.PROVISIONAL: "Wird vorläufig tätig",
    Duty.CONTINUE_BENEFIT: "Leistet weiter bis zur Übernahme",
    Duty.COURT_PARTICIPATION: "Wirkt im Gerichtsverfahren mit",
    Duty.FAMILY_COURT: "Familiengericht",
    Duty.POLICE: "Polizei",
}

CONFIDENCE = {
    Confidence.CERTAIN: "sicher",
    Confidence.PROVISIONAL: "vorläufig",
    Confidence.NEEDS_DECISION: "muss entschieden werden",
}

CONTENT_LEVEL = {
    ContentLevel.FULL: "vollständige Mitteilung",
    ContentLevel.MINIMAL: "nur das Nötigste",
    ContentLevel.SIGNAL: "nur der Hinweis, dass etwas vorliegt",
}

LADDER_ROLE = {
    LadderRole.REMINDER: "Erinnerung",
    LadderRole.DEPUTY: "Vertretung",
    LadderRole.OFFICE_HEAD: "Leitung",
    LadderRole.FALLBACK_OFFICE: "Auffangstelle",
}

AGE_BAND = {
    AgeBand.UNBORN: "noch nicht geboren",
    AgeBand.UNDER_3: "unter 3 Jahren",
    AgeBand.FROM_3_TO_5: "3 bis 5 Jahre",
    AgeBand.FROM_6_TO_13: "6 bis 13 Jahre",
    AgeBand.FROM_14_TO_17: "14 bis 17 Jahre",
    AgeBand.ADULT: "volljährig",
    AgeBand.UNKNOWN: "Alter unbekannt",
}

POINT = {
    Point.RISK_ASSESSED: "Haben Sie das Risiko selbst eingeschätzt?",
    Point.SPECIALIST_CONSULTED: "War eine insoweit erfahrene Fachkraft (InsoFa) beteiligt?",
    Point.TALKED_WITH_CHILD: "Wurde mit dem Kind gesprochen?",
    Point.TALKED_WITH_PARENTS: "Wurde mit den Eltern gesprochen?",
    Point.HELP_OFFERED: "Wurde Hilfe angeboten oder auf Hilfe hingewirkt?",
    Point.TOLD_BEFOREHAND: "Wissen die Betroffenen von dieser Mitteilung?",
    Point.REMARK: "Anmerkung zum bisherigen Vorgehen",
}

TOLD = {
    "route": "Mitgeteilt an",
    "forward": "Weitergeleitet an",
    "alarm": "Auffangstelle alarmiert:",
}

LETTER = {
    "notice": "Benachrichtigung",
    "release": "Bitte um Freigabe",
    "reminder": "Erinnerung",
    "escalation": "Eskalation",
    "overdue": "Alarm",
    "call": "Bitte um einen Anruf",
    "canary": "Probelauf",
}

REACH = {
    Reach.WITHHELD: "nicht benachrichtigt",
    Reach.NOT_YET: "wartet auf Freigabe",
    Reach.REACHED: "erreicht",
    Reach.SILENT: "benachrichtigt, ohne Antwort",
    Reach.NOT_REACHED: "nicht erreicht",
}

HOW_REACHED = {
    ChannelKind.PORTAL: "im Portal",
    ChannelKind.EMAIL: "per E-Mail",
    ChannelKind.SMS: "per SMS",
    ChannelKind.PHONE: "am Telefon",
    ChannelKind.LETTER: "auf den Brief hin",
}

HOW_TOLD = {
    ChannelKind.PORTAL: "im Portal",
    ChannelKind.EMAIL: "per E-Mail",
    ChannelKind.SMS: "per SMS",
    ChannelKind.PHONE: "auf dem Anrufbeantworter",
    ChannelKind.LETTER: "mit einem Brief",
}

REPORTER_CALLED = "mitteilende Person"
"""Who reported may call too, and is protected (§ 64 Abs. 4, § 65 SGB VIII)."""

REVEAL_REASON = {
    "callback": "Rückruf: Die Angaben müssen geklärt werden",
    "assessment": "Beteiligung an der Gefährdungseinschätzung (§ 8a Abs. 1 Satz 2 Nr. 2 SGB VIII)",
    "feedback": "Rückmeldung nach § 4 Abs. 4 KKG",
}

TRAY = {
    "offen": "Offen",
    "ueberfaellig": "Überfällig",
    "uebernommen": "Übernommen",
    "freigabe": "Wartet auf Freigabe",
    "alle": "Alle",
}
