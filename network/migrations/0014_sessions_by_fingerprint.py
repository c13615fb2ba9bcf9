"""Sessions are named by a fingerprint of their key from now on; those named by the key itself end.

Who is signed in during the update signs in once more. What the old code writes meanwhile opens
nothing afterwards and goes with the time of all sessions.
"""

from django.db import migrations

END_ALL = "DELETE FROM usersessions_usersession; DELETE FROM django_session;"


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0013_looks_go_before_events"),
        ("sessions", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]

    operations = [migrations.RunSQL(END_ALL, migrations.RunSQL.noop)]
