"""Youth offices and the role groups' grants on them (direct foreign keys, never generic ones)."""

from django.db import models
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from network.domain.terms import OfficeKind
from network.fields import one_of, sort_key_of
from network.models.base import Keyed


class YouthOffice(Keyed):
    """A seat of the network: a youth office, or a seat that nobody has been named for yet."""

    key = models.SlugField("Schlüssel", max_length=60, unique=True)
    name = models.CharField("Name", max_length=200)
    kind = models.CharField("Art", max_length=20)
    sort_key = sort_key_of("name")
    note = models.TextField("Anmerkung", blank=True, default="")

    class Meta:
        verbose_name = "Jugendamt"
        verbose_name_plural = "Jugendämter"
        ordering = ["sort_key", "key"]
        default_permissions = ()
        permissions = [
            ("work_cases", "Fälle dieses Jugendamts bearbeiten"),
            ("lead_office", "Dieses Jugendamt leiten"),
            ("edit_directory", "Das Verzeichnis pflegen"),
            ("coordinate_network", "Das Netzwerk koordinieren"),
            ("administer_accounts", "Konten und Rollen verwalten"),
            ("assist_cases", "Bei zugewiesenen Fällen als zweite Fachkraft mitwirken"),
            ("answer_on_call", "In der Rufbereitschaft dieses Jugendamts antworten"),
            ("check_costs", "Zuständigkeit und Kosten prüfen, ohne Fallakte"),
            ("advise", "Pseudonymisiert beraten (§ 8b SGB VIII, § 4 KKG)"),
            ("hold_guardianships", "Amtsvormundschaften führen (§ 68 SGB VIII), ohne Fallakte"),
            ("read_log", "Das Protokoll dieses Jugendamts lesen"),
            ("manage_accounts", "Konten dieses Jugendamts verwalten"),
        ]
        constraints = [
            one_of(
                "kind",
                OfficeKind,
                name="office_kind_is_known",
                message="Diese Art von Jugendamt gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=~models.Q(name=""),
                name="office_has_a_name",
                violation_error_message="Jedes Jugendamt braucht einen Namen.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open_seat(self) -> bool:
        """A seat without territory and without people: shown, but nobody can be reached there."""
        return self.kind == OfficeKind.OPEN_SEAT


class YouthOfficeGroupGrant(Keyed, GroupObjectPermissionBase):
    """What a role may do at one office. Opens nothing without a membership valid today."""

    content_object = models.ForeignKey(YouthOffice, on_delete=models.CASCADE)

    class Meta(GroupObjectPermissionBase.Meta):
        verbose_name = "Recht einer Rolle an einem Jugendamt"
        verbose_name_plural = "Rechte von Rollen an Jugendämtern"


class YouthOfficeUserGrant(Keyed, UserObjectPermissionBase):
    """Required by guardian beside the group table; a grant to a single person opens nothing."""

    content_object = models.ForeignKey(YouthOffice, on_delete=models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        verbose_name = "Recht einer Person an einem Jugendamt"
        verbose_name_plural = "Rechte von Personen an Jugendämtern"
