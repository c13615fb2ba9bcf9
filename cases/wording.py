"""German labels of the work: what people read for the words of cases.domain."""

from cases.domain.access_export import Refusal
from cases.domain.marks import Ground, Mark
from cases.domain.reach import Reach
from cases.domain.report import Relation, Via
from cases.domain.reporter import Point
from cases.domain.retention_rules import Kind, Outcome, Start
from cases.domain.types import Custody, Doubt, LivesWith
from cases.domain.uploads import Change, FileKind, Reason, UploadState
from network.domain.looks import Purpose
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

MARK = {
    Mark.ENTRUSTED: "anvertraut (§ 65 SGB VIII)",
    Mark.MEDICAL: "medizinisch (§ 76 SGB X)",
}

GROUND = {
    Ground.CONSENT: "§ 65 Abs. 1 Nr. 1 SGB VIII: Die Person hat eingewilligt",
    Ground.FAMILY_COURT: "§ 65 Abs. 1 Nr. 2 SGB VIII: an das Familiengericht",
    Ground.CHANGE_OF_OFFICE: "§ 65 Abs. 1 Nr. 3 SGB VIII: Wechsel der Zuständigkeit",
    Ground.RISK_ASSESSMENT: "§ 65 Abs. 1 Nr. 4 SGB VIII: zur Einschätzung der Gefährdung",
    Ground.SECRECY_LIFTED: "§ 65 Abs. 1 Nr. 5 SGB VIII: Schweigepflicht stünde nicht entgegen",
    Ground.MEDICAL_DUTY: "§ 76 Abs. 1 SGB X: Die Ärztin oder der Arzt dürfte es selbst mitteilen",
    Ground.MEDICAL_EXPERT: "§ 76 Abs. 2 SGB X: Ausnahme vom ärztlichen Vorbehalt",
}

REFUSAL = {
    Refusal.OTHERS: "Rechte anderer Personen (Art. 15 Abs. 4 DSGVO, § 25 Abs. 3 SGB X)",
    Refusal.ENTRUSTED: "Anvertraute Angaben (§ 65 SGB VIII)",
    Refusal.PHYSICIAN: "Vermittlung durch eine Ärztin oder einen Arzt (§ 25 Abs. 2 SGB X)",
    Refusal.ENDANGERS: "Gefährdung des Kindes oder der Aufgabe (§ 83 Abs. 1 SGB X)",
}

EXPORT_STATE = {
    "draft": "Entwurf",
    "submitted": "wartet auf Freigabe",
    "released": "freigegeben",
    "discarded": "verworfen",
}

RELATION_WORD = {each.value: word.capitalize() for each, word in RELATION.items()}

TRAY = {
    "offen": "Offen",
    "ueberfaellig": "Überfällig",
    "uebernommen": "Übernommen",
    "freigabe": "Wartet auf Freigabe",
    "alle": "Alle",
}

FILE_KIND = {
    FileKind.PDF: "PDF",
    FileKind.JPEG: "Bild (JPEG)",
    FileKind.PNG: "Bild (PNG)",
    FileKind.HEIC: "Bild (HEIC)",
    FileKind.DOCX: "Word (DOCX)",
    FileKind.XLSX: "Excel (XLSX)",
    FileKind.ODT: "Text (ODT)",
}

UPLOAD_STATE = {
    UploadState.QUARANTINED: "wird geprüft",
    UploadState.SCANNING: "wird geprüft",
    UploadState.CLEAN: "geprüft",
    UploadState.REFUSED: "nicht angenommen",
    UploadState.UNSCANNABLE: "nicht prüfbar",
}

_AS_PDF = "Speichern Sie sie als PDF und laden Sie das PDF hoch."

UPLOAD_REASON = {
    Reason.EMPTY: "Die Datei ist leer. Wählen Sie sie noch einmal aus.",
    Reason.TOO_LARGE: "Die Datei ist größer als 20 MB, oder alle zusammen sind es mehr als 60 MB. "
    "Laden Sie weniger auf einmal hoch, oder verkleinern Sie das Bild.",
    Reason.TOO_MANY: "Mehr als 10 Dateien gehen nicht. Fassen Sie Seiten in einem PDF zusammen.",
    Reason.KIND: "Solche Dateien nehmen wir nicht an, nur PDF, JPEG, PNG, HEIC, DOCX, XLSX und "
    f"ODT. {_AS_PDF}",
    Reason.OLD_OFFICE: f"Das ist ein altes oder geschütztes Office-Format. {_AS_PDF}",
    Reason.VIDEO: "Filme und Tonaufnahmen nehmen wir hier nicht an. Heben Sie die Aufnahme auf, "
    "und sagen Sie dem Jugendamt, dass es sie gibt.",
    Reason.NAME_DOES_NOT_FIT: "Der Name der Datei passt nicht zu ihrem Inhalt. Geben Sie ihr die "
    "richtige Endung, oder speichern Sie sie als PDF.",
    Reason.BROKEN: "Die Datei lässt sich nicht lesen. Öffnen Sie sie bei sich, speichern Sie sie "
    "neu oder als PDF, und laden Sie sie noch einmal hoch.",
    Reason.TOO_MANY_PIXELS: "Das Bild hat mehr als 40 Millionen Bildpunkte. Verkleinern Sie es, "
    "oder fotografieren Sie mit geringerer Auflösung.",
    Reason.UNPACKS_TOO_LARGE: f"Die Datei entpackt sich zu einer unmäßigen Größe. {_AS_PDF}",
    Reason.MACROS: f"Die Datei enthält Makros, also Programme. {_AS_PDF}",
    Reason.EMBEDDED: "In der Datei stecken andere Dateien, ein Formularprogramm oder Bilder und "
    f"Schriften, die sich nicht prüfen lassen. {_AS_PDF}",
    Reason.OUTSIDE_LINKS: f"Die Datei holt Inhalte von außerhalb. {_AS_PDF}",
    Reason.ENCRYPTED: "Die Datei ist mit einem Kennwort geschützt. Speichern Sie sie ohne "
    "Kennwort: Hier wird sie ohnehin verschlüsselt.",
    Reason.VIRUS: "In der Datei wurde Schadsoftware gefunden; ihr Inhalt ist gelöscht. Lassen Sie "
    "Ihr Gerät prüfen, und schicken Sie sie niemandem.",
    Reason.UNSCANNABLE: "Die Datei ließ sich dreimal nicht prüfen. Speichern Sie sie als PDF oder "
    "geben Sie sie dem Jugendamt auf Papier.",
}

UPLOAD_CHANGE = {
    Change.LOCATION: "Aufnahmeort entfernt",
    Change.METADATA: "Angaben zu Verfasser und Gerät entfernt",
    Change.CONVERTED: "in JPEG umgewandelt",
    Change.ACTIVE: "Programme und Anhänge entfernt",
}

RETENTION_KIND = {
    Kind.CASE: "Fall (Kopie des fallführenden Amtes)",
    Kind.NOTICE: "Empfangene Benachrichtigung (Kopie des informierten Amtes)",
    Kind.PARTNER_NOTICE: "Benachrichtigung eines Netzwerkpartners",
    Kind.REPORTER: "Angaben zur mitteilenden Person",
    Kind.DRAFT: "Entwürfe",
    Kind.QUARANTINE: "Dateien in Entwürfen, die nicht geprüft oder nicht angenommen wurden",
    Kind.DELIVERY: "Zustellungen, die zu keinem Fall gehören",
    Kind.CANARY: "Probeläufe",
    Kind.PAPER_KIT: "Notfallmappen",
    Kind.SESSION: "Abgelaufene Anmeldungen",
    Kind.INVITATION: "Einladungen",
    Kind.ACCOUNT: "Name und Anmeldung ausgeschiedener Personen",
    Kind.LOOK: "Leseprotokoll: wer was gesehen hat",
    Kind.EVENT: "Vorgangsprotokoll: wer was getan hat",
}
RETENTION_START = {
    Start.CLOSED: "Abschluss im Portal",
    Start.ACKNOWLEDGED: "Übernahme oder Kenntnisnahme",
    Start.TOUCHED: "letzte Änderung",
    Start.ATTACHED: "Anhängen",
    Start.SETTLED: "Versand",
    Start.CHECKED: "Auswertung",
    Start.MADE: "Erstellung",
    Start.EXPIRED: "Ende der Anmeldung",
    Start.ENDED: "Annahme, Rücknahme oder Ablauf",
    Start.LEFT: "Ausscheiden oder Ende der letzten Rolle",
    Start.SEALED: "Versiegelung",
}
OUTCOME = {
    Outcome.UNFOUNDED: "keine gewichtigen Anhaltspunkte",
    Outcome.HANDED_OVER: "an ein anderes Jugendamt abgegeben",
    Outcome.FOLLOWED: "Verfahren in der eigenen Akte weitergeführt oder beendet",
}
HOLD_GROUND = {
    "file_70_years": "Aktenaufbewahrung nach § 9b SGB VIII (70 Jahre), Übernahme in die Akte offen",
    "court": "Gerichtsverfahren oder Ermittlungen",
    "access_request": "Auskunft oder Akteneinsicht beantragt",
    "complaint": "Beschwerde oder aufsichtliche Prüfung",
    "inquiry": "wissenschaftliche oder parlamentarische Aufarbeitung",
}
DELETED = {
    "concern": "Fall vollständig",
    "core": "Fall; informierte Stellen behalten ihre Kopie noch",
}

LOOK = {
    "assigned.list": "Liste der Fälle, zu denen jemand hinzugezogen ist",
    "call.page": "Anruf",
    "calls.list": "Liste der Anrufe",
    "costs.list": "Zuständigkeitsdaten: Liste",
    "costs.page": "Zuständigkeitsdaten eines Kindes",
    "desk.list": "Auffangstelle",
    "duty.list": "Liste der Rufbereitschaft",
    "export.file": "Auszug für die Akteneinsicht (Datei)",
    "export.page": "Auszug für die Akteneinsicht",
    "inbox.list": "Eingang",
    "lead.list": "Seite der Leitung",
    "letter.page": "Brief",
    "letter.pdf": "Brief gedruckt",
    "letters.list": "Liste der Briefe",
    "log.csv": "Protokoll als Tabelle",
    "log.page": "Protokoll",
    "notice.blocks": "Sperren des Falls",
    "notice.called_in": "Hinzugezogene Fachkräfte des Falls",
    "notice.form": "Formular zur Mitteilung",
    "notice.marks": "Kennzeichnungen des Falls",
    "notice.page": "Mitteilung",
    "paper_kit.pdf": "Notfallmappe",
    "receipt.page": "Eingangsbestätigung",
    "receipt.pdf": "Eingangsbestätigung (PDF)",
    "refused": "Aufruf ohne Berechtigung",
    "reporter.page": "Mitteilende Person",
    "uploads.list": "Namen der angehängten Dateien",
    "reports.list": "Liste der eigenen Mitteilungen",
    "search.list": "Suche nach Namen: Treffer",
    "search.made": "Suche nach Namen ohne Treffer",
    "upload.opened": "Unterlage",
}
"""What was opened, as the read log tells it."""

PURPOSE = {
    Purpose.CASEWORK: "Fallbearbeitung",
    Purpose.LEADING: "Leitung",
    Purpose.RECEIVING: "Empfang einer Mitteilung",
    Purpose.REPORTING: "eigene Mitteilung",
    Purpose.REACHING: "telefonische Benachrichtigung",
    Purpose.POST: "Versand auf Papier",
    Purpose.FALLBACK: "Auffangstelle",
    Purpose.OUTAGE: "Vorsorge für den Ausfall",
    Purpose.CALLBACK: "Rückruf",
    Purpose.ASSESSMENT: "Gefährdungseinschätzung",
    Purpose.FEEDBACK: "Rückmeldung nach § 4 Abs. 4 KKG",
    Purpose.BREAK_GLASS: "Notzugriff",
    Purpose.OVERSIGHT: "Aufsicht der Leitung",
    Purpose.REQUEST_OF_PERSON: "Auskunft an eine betroffene Person",
    Purpose.SUSPICION: "Verdacht auf unbefugte Einsicht",
    Purpose.COSTS: "Prüfung von Zuständigkeit und Kosten",
    Purpose.SPOT_CHECK: "Stichprobe des Datenschutzes",
}
"""What something was opened for."""
