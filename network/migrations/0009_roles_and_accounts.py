"""Every role of the network as a word that memberships may hold, and the rights that go with it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0008_ciphertext_may_be_renewed"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="partner",
            options={
                "default_permissions": (),
                "ordering": ["sort_key", "key"],
                "permissions": [
                    ("report", "Für diese Einrichtung mitteilen"),
                    ("read_own", "Mitteilungen dieser Einrichtung ansehen"),
                    ("advise", "Pseudonymisiert beraten (§ 8b SGB VIII, § 4 KKG)"),
                    ("manage_accounts", "Konten dieser Einrichtung verwalten"),
                ],
                "verbose_name": "Netzwerkpartner",
                "verbose_name_plural": "Netzwerkpartner",
            },
        ),
        migrations.AlterModelOptions(
            name="youthoffice",
            options={
                "default_permissions": (),
                "ordering": ["sort_key", "key"],
                "permissions": [
                    ("work_cases", "Fälle dieses Jugendamts bearbeiten"),
                    ("lead_office", "Dieses Jugendamt leiten"),
                    ("edit_directory", "Das Verzeichnis pflegen"),
                    ("coordinate_network", "Das Netzwerk koordinieren"),
                    ("administer_accounts", "Konten und Rollen verwalten"),
                    ("assist_cases", "Bei zugewiesenen Fällen als zweite Fachkraft mitwirken"),
                    ("answer_on_call", "In der Rufbereitschaft dieses Jugendamts antworten"),
                    ("check_costs", "Zuständigkeit und Kosten prüfen, ohne Fallakte"),
                    ("advise", "Pseudonymisiert beraten (§ 8b SGB VIII, § 4 KKG)"),
                    (
                        "hold_guardianships",
                        "Amtsvormundschaften führen (§ 68 SGB VIII), ohne Fallakte",
                    ),
                    ("read_log", "Das Protokoll dieses Jugendamts lesen"),
                    ("manage_accounts", "Konten dieses Jugendamts verwalten"),
                ],
                "verbose_name": "Jugendamt",
                "verbose_name_plural": "Jugendämter",
            },
        ),
        migrations.RemoveConstraint(
            model_name="contactpoint",
            name="contact_point_role_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="membership",
            name="membership_role_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="membership",
            name="membership_role_fits_organisation",
        ),
        migrations.AddConstraint(
            model_name="contactpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("role__isnull", True),
                    (
                        "role__in",
                        [
                            "account_admin",
                            "case_worker",
                            "child_protection_specialist",
                            "coordination",
                            "data_protection_officer",
                            "deputy",
                            "directory_editor",
                            "economic_unit",
                            "legal_guardian",
                            "office_head",
                            "on_call_worker",
                            "partner_admin",
                            "partner_reporter",
                            "second_professional",
                            "technical_admin",
                        ],
                    ),
                    _connector="OR",
                ),
                name="contact_point_role_is_known",
                violation_error_message="Diese Rolle gibt es nicht.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            "account_admin",
                            "case_worker",
                            "child_protection_specialist",
                            "coordination",
                            "data_protection_officer",
                            "deputy",
                            "directory_editor",
                            "economic_unit",
                            "legal_guardian",
                            "office_head",
                            "on_call_worker",
                            "partner_admin",
                            "partner_reporter",
                            "second_professional",
                            "technical_admin",
                        ],
                    )
                ),
                name="membership_role_is_known",
                violation_error_message="Diese Rolle gibt es nicht.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("partner__isnull", False),
                        (
                            "role__in",
                            ["child_protection_specialist", "partner_admin", "partner_reporter"],
                        ),
                    ),
                    models.Q(
                        ("office__isnull", False),
                        (
                            "role__in",
                            [
                                "account_admin",
                                "case_worker",
                                "child_protection_specialist",
                                "coordination",
                                "data_protection_officer",
                                "deputy",
                                "directory_editor",
                                "economic_unit",
                                "legal_guardian",
                                "office_head",
                                "on_call_worker",
                                "second_professional",
                                "technical_admin",
                            ],
                        ),
                    ),
                    _connector="OR",
                ),
                name="membership_role_fits_organisation",
                violation_error_message="Diese Rolle gibt es an einer Stelle dieser Art nicht: Mitteilende Personen gehören zu einem Netzwerkpartner, Fallarbeit zu einem Jugendamt.",
            ),
        ),
    ]
