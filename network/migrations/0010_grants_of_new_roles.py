"""Offices and partners that are open to roles get the grants of the roles that are new.

Who was open to nobody (an open seat) stays so. Rights are rows that Django writes after all
migrations; they are written here, because the grants point to them. Taking it back leaves the rows:
a grant that no membership uses opens nothing.
"""

from django.db import migrations

NEW = {
    "youthoffice": {
        "second_professional": (
            "assist_cases",
            "Bei zugewiesenen Fällen als zweite Fachkraft mitwirken",
        ),
        "on_call_worker": ("answer_on_call", "In der Rufbereitschaft dieses Jugendamts antworten"),
        "economic_unit": ("check_costs", "Zuständigkeit und Kosten prüfen, ohne Fallakte"),
        "child_protection_specialist": (
            "advise",
            "Pseudonymisiert beraten (§ 8b SGB VIII, § 4 KKG)",
        ),
        "legal_guardian": (
            "hold_guardianships",
            "Amtsvormundschaften führen (§ 68 SGB VIII), ohne Fallakte",
        ),
        "data_protection_officer": ("read_log", "Das Protokoll dieses Jugendamts lesen"),
        "account_admin": ("manage_accounts", "Konten dieses Jugendamts verwalten"),
    },
    "partner": {
        "child_protection_specialist": (
            "advise",
            "Pseudonymisiert beraten (§ 8b SGB VIII, § 4 KKG)",
        ),
        "partner_admin": ("manage_accounts", "Konten dieser Einrichtung verwalten"),
    },
}
TABLES = {"youthoffice": "YouthOfficeGroupGrant", "partner": "PartnerGroupGrant"}
OPEN_TO = {"youthoffice": "case_worker", "partner": "partner_reporter"}


def give_grants(apps, schema_editor):
    """For each organisation that is open to its first role: the grants of the new ones."""
    group_model = apps.get_model("auth", "Group")
    permission_model = apps.get_model("auth", "Permission")
    kinds = apps.get_model("contenttypes", "ContentType")
    for model, roles in NEW.items():
        grants = apps.get_model("network", TABLES[model])
        manned = set(
            grants.objects.filter(group__name=OPEN_TO[model]).values_list(
                "content_object_id", flat=True
            )
        )
        if not manned:
            continue
        kind, _ = kinds.objects.get_or_create(app_label="network", model=model)
        for role, (codename, name) in roles.items():
            permission, _ = permission_model.objects.get_or_create(
                content_type=kind, codename=codename, defaults={"name": name}
            )
            group, _ = group_model.objects.get_or_create(name=role)
            grants.objects.bulk_create(
                [
                    grants(content_object_id=each, group=group, permission=permission)
                    for each in sorted(manned)
                ],
                ignore_conflicts=True,
            )


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0009_roles_and_accounts"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(give_grants, migrations.RunPython.noop)]
