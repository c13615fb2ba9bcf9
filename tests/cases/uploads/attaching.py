"""Files chosen on the page of a draft."""

from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cases.forms.uploads import FIELD


def attach(client: Any, key: UUID, *chosen: tuple[str, bytes]) -> Any:
    """Choose these files and press "Hochladen"."""
    sent = [SimpleUploadedFile(name, content) for name, content in chosen]
    return client.post(reverse("cases:uploads", args=[key]), {FIELD: sent})
