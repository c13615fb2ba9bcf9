"""The indexes of the inbox leave canaries out, which nobody ever takes over and which never end."""

from django.contrib.postgres.operations import (
    AddIndexConcurrently,
    RemoveIndexConcurrently,
    ValidateConstraint,
)
from django.db import migrations, models
from django.db.models import Q

OPEN = Q(acknowledged_at=None, released_at__isnull=False, is_canary=False)
INDEXES = {
    "notice_inbox_open": (["recipient_office", "rank", "-created_at", "-id"], OPEN),
    "notice_partner_open": (["recipient_partner", "rank", "-created_at", "-id"], OPEN),
    "notice_to_release": (
        ["office", "-created_at"],
        Q(released_at=None, withdrawn_at=None, is_canary=False),
    ),
}
VALID_TEXT = "ALTER TABLE cases_concern VALIDATE CONSTRAINT concern_canary_has_no_text"


def rebuilt(name: str) -> list[migrations.operations.base.Operation]:
    """The index under its name with the new condition; the old one serves until that is ready."""
    fields, condition = INDEXES[name]
    before = f"{name}_all"
    return [
        migrations.RenameIndex("notice", new_name=before, old_name=name),
        AddIndexConcurrently("notice", models.Index(fields=fields, name=name, condition=condition)),
        RemoveIndexConcurrently("notice", before),
    ]


class Migration(migrations.Migration):
    """Locks no table: portals in use go on reading and writing meanwhile."""

    atomic = False
    dependencies = [("cases", "0004_canaries_and_paper_kits")]

    operations = [
        *(operation for name in INDEXES for operation in rebuilt(name)),
        ValidateConstraint("concern", "concern_reference_tells_canary"),
        ValidateConstraint("concern", "concern_canary_is_from_nobody"),
        ValidateConstraint("notice", "notice_reference_tells_canary"),
        ValidateConstraint("notice", "notice_canary_wakes_nobody"),
        migrations.RunSQL(VALID_TEXT, migrations.RunSQL.noop),
    ]
