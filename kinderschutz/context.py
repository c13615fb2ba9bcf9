"""What every template may ask."""

from django.conf import settings
from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, object]:
    """`demo`: practice data, so the page shows its banner."""
    return {"demo": settings.DEMO}
