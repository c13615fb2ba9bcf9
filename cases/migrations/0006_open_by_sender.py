"""What an office has sent and nobody has answered, and what nobody in the network has: one index."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("cases", "0005_inbox_without_canaries")]

    operations = [
        AddIndexConcurrently(
            "notice",
            models.Index(
                fields=["office", "rank", "created_at"],
                name="notice_sent_open",
                condition=Q(acknowledged_at=None, withdrawn_at=None, is_canary=False),
            ),
        ),
    ]
