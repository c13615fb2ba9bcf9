"""The page of ours from which a form was sent, as the browser says it."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def page_before(request: HttpRequest) -> str:
    """Path and query of the page that holds the form; empty where the browser names none."""
    return own_path(request, request.headers.get("Referer", ""))


def own_path(request: HttpRequest, url: str) -> str:
    """Path and query of an address of this portal; empty for any other."""
    if not url_has_allowed_host_and_scheme(url, {request.get_host()}):
        return ""
    parts = urlsplit(url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    is_here = path.startswith("/") and url_has_allowed_host_and_scheme(path, None)
    return path if is_here else ""  # "//elsewhere" is a path here and an address there
