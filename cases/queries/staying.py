"""Tables that a deleted concern leaves untouched, each with the reason (docs/deletion.md).

Whoever adds a model that names a concern without a foreign key adds it to
`tables_of_a_case.SOFT`; whoever adds any other says here why it stays.
"""

from collections.abc import Mapping

RIGHTS = "Rechte und Gruppen: von niemandes Fall die Rede"
ACCOUNT = "Konto und Anmeldung: eigene Frist nach dem Ausscheiden (account)"
DIRECTORY = "Verzeichnis des Netzwerks: Stellen und wie sie zu erreichen sind"
AGREED = "Regeln: was vereinbart ist, ohne einen Fall"

STAYS: Mapping[str, str] = {
    "network.Unsealed": "Siegel des Protokolls: was noch zu siegeln ist",
    "network.Seal": "Siegel des Protokolls: Prüfsummen, kein Inhalt",
    "network.Forgotten": "Siegel des Protokolls: was nach Ablauf seiner Frist entfernt wurde",
    "network.Checkpoint": "Siegel des Protokolls: Prüfsummen, kein Inhalt",
    "account.EmailAddress": ACCOUNT,
    "account.EmailConfirmation": ACCOUNT,
    "agreements.RoutingRule": AGREED,
    "agreements.RuleSet": AGREED,
    "auth.Group": RIGHTS,
    "auth.Group_permissions": RIGHTS,
    "auth.Permission": RIGHTS,
    "cases.CanaryRun": "Probelauf: eigene Frist (canary)",
    "cases.CaseKey": "der Beleg, dass der Schlüssel vernichtet ist; hält keinen Schlüssel mehr",
    "cases.DeletionRecord": "was von einer Löschung bleibt: ohne Inhalt, ohne Kennung",
    "cases.Draft": "nie abgeschickt: eigene Frist (draft)",
    "cases.PaperKit": "Notfallmappe ohne Fälle: eigene Frist (paper_kit)",
    "cases.RetentionRule": AGREED,
    "contenttypes.ContentType": RIGHTS,
    "guardian.GroupObjectPermission": RIGHTS,
    "guardian.UserObjectPermission": RIGHTS,
    "mfa.Authenticator": ACCOUNT,
    "network.ContactPoint": DIRECTORY,
    "network.Coverage": DIRECTORY,
    "network.DirectoryVersion": DIRECTORY,
    "network.Event": "Protokoll: nennt Gelöschtes nur mit seiner Nummer, hat seine eigene Frist",
    "network.Heartbeat": "Lebenszeichen der Prozesse",
    "network.Invitation": ACCOUNT,
    "network.Look": "Leseprotokoll: nennt Gelöschtes nur mit seiner Nummer, eigene Frist",
    "network.Membership": ACCOUNT,
    "network.Municipality": DIRECTORY,
    "network.Network": DIRECTORY,
    "network.OfficeHours": DIRECTORY,
    "network.OnCallSlot": DIRECTORY,
    "network.OutsideDistrict": DIRECTORY,
    "network.Partner": DIRECTORY,
    "network.PartnerGroupGrant": RIGHTS,
    "network.PartnerUserGrant": RIGHTS,
    "network.PostalCode": DIRECTORY,
    "network.Territory": DIRECTORY,
    "network.User": ACCOUNT,
    "network.User_groups": RIGHTS,
    "network.User_user_permissions": RIGHTS,
    "network.YouthOffice": DIRECTORY,
    "network.YouthOfficeGroupGrant": RIGHTS,
    "network.YouthOfficeUserGrant": RIGHTS,
    "sessions.Session": "Anmeldungen: eigene Frist (session)",
    "socialaccount.SocialAccount": ACCOUNT,
    "socialaccount.SocialApp": ACCOUNT,
    "socialaccount.SocialToken": ACCOUNT,
    "usersessions.UserSession": ACCOUNT,
}
