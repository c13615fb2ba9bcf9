"""The inbox of a partner, and the red lines above every inbox, without reading what is done."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_guards")]

    operations = [
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                fields=["recipient_partner", "rank", "-created_at", "-id"],
                name="notice_partner_open",
                condition=Q(acknowledged_at=None, released_at__isnull=False),
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                fields=["rank", "created_at"],
                name="notice_alarming",
                condition=Q(acknowledged_at=None)
                & (Q(exhausted_at__isnull=False) | Q(unreached_at__isnull=False)),
            ),
        ),
    ]
