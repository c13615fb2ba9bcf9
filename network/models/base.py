"""What every table of the product has."""

from uuid import uuid4

from django.db import models


class Keyed(models.Model):
    """A row whose key is made in Python: unguessable, and known before the row is written."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)

    class Meta:
        abstract = True
