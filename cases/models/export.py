"""Access for the family: what one person is told of a case, made by one, released by another."""

from enum import StrEnum

from django.db import models
from django.db.models import F, Q

from cases.fields import EncryptedFileField, EncryptedJSONField, EncryptedTextField
from network.fields import one_of
from network.models.base import Keyed


class ExportState(StrEnum):
    """How far it is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RELEASED = "released"
    DISCARDED = "discarded"


class AccessExport(Keyed):
    """One answer to a request for access (Art. 15 DSGVO, § 83 SGB X, § 25 SGB X).

    `choices` holds per item whether it is told, the text as edited, or the ground of refusal;
    nothing of it is copied from the report by itself. `pdf` is fixed with the submission, so that
    the second person releases exactly what is handed over. Of makers and releasers the database
    refuses one and the same. What was discarded keeps who did it and why, and nothing of the text.
    """

    concern = models.ForeignKey("cases.Concern", on_delete=models.PROTECT, related_name="exports")
    office = models.ForeignKey("network.YouthOffice", on_delete=models.PROTECT, related_name="+")
    child = models.ForeignKey("cases.Child", on_delete=models.PROTECT, related_name="+", null=True)
    adult = models.ForeignKey("cases.Adult", on_delete=models.PROTECT, related_name="+", null=True)
    state = models.CharField(max_length=10, default=ExportState.DRAFT.value)
    version = models.PositiveIntegerField(default=0)
    choices = EncryptedJSONField(place="cases_accessexport.choices", case="concern_id")
    pdf = EncryptedFileField(place="cases_accessexport.pdf", case="concern_id", null=True)
    made_by = models.ForeignKey("network.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(
        "network.User", on_delete=models.PROTECT, related_name="+", null=True
    )
    released_at = models.DateTimeField(null=True)
    discarded_by = models.ForeignKey(
        "network.User", on_delete=models.PROTECT, related_name="+", null=True
    )
    discarded_at = models.DateTimeField(null=True)
    discard_reason = EncryptedTextField(
        place="cases_accessexport.discard_reason", case="concern_id", null=True
    )

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["concern", "-made_at"], name="export_of_a_concern"),
            models.Index(
                fields=["office", "submitted_at"],
                name="export_to_release",
                condition=Q(state=ExportState.SUBMITTED.value),
            ),
        ]
        constraints = [
            one_of("state", ExportState, name="export_state_known", message="Unbekannter Stand."),
            models.CheckConstraint(
                condition=Q(child__isnull=False, adult=None) | Q(child=None, adult__isnull=False),
                name="export_for_one_person",
            ),
            models.CheckConstraint(
                condition=Q(released_by=None) | ~Q(released_by=F("made_by")),
                name="export_released_by_another",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=ExportState.RELEASED.value,
                    released_at__isnull=False,
                    released_by__isnull=False,
                    pdf__isnull=False,
                )
                | (~Q(state=ExportState.RELEASED.value) & Q(released_at=None, released_by=None)),
                name="export_released_by_a_person",
            ),
            models.CheckConstraint(
                condition=~Q(state=ExportState.SUBMITTED.value)
                | Q(submitted_at__isnull=False, pdf__isnull=False),
                name="export_submitted_with_its_file",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=ExportState.DISCARDED.value,
                    discarded_at__isnull=False,
                    discarded_by__isnull=False,
                    discard_reason__isnull=False,
                    pdf__isnull=True,
                )
                | (~Q(state=ExportState.DISCARDED.value) & Q(discarded_at=None, discarded_by=None)),
                name="export_discarded_by_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"Auskunft {self.id}"
