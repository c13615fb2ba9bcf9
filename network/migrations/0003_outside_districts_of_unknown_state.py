"""A district that is entered because a family comes from there: its state need not be known."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0002_deliveries"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="outsidedistrict",
            name="outside_district_state_is_two_letters",
        ),
        migrations.AlterField(
            model_name="outsidedistrict",
            name="state",
            field=models.CharField(blank=True, default="", max_length=2, verbose_name="Land"),
        ),
        migrations.AddConstraint(
            model_name="outsidedistrict",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__regex", "^([A-Z]{2})?$")),
                name="outside_district_state_is_two_letters",
                violation_error_message="Das Land steht als zwei Großbuchstaben, zum Beispiel NW.",
            ),
        ),
    ]
