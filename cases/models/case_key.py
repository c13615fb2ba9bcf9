"""The key of a case: it opens what the case holds, and destroying it shreds all of that."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class CaseKey(models.Model):
    """32 chance bytes per concern, wrapped by the key ring (kinderschutz.lib.case_keys).

    No foreign key: the row outlives the concern as the proof that its key is gone, and it is kept
    apart from the other tables in backups. A destroyed key never comes back.
    """

    concern_id = models.UUIDField(primary_key=True)
    wrapped = models.BinaryField(null=True)
    made_at = models.DateTimeField(db_default=Now())
    shredded_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(wrapped__isnull=False, shredded_at=None)
                | Q(wrapped=None, shredded_at__isnull=False),
                name="case_key_there_or_shredded",
            )
        ]

    def __str__(self) -> str:
        return str(self.concern_id)
