"""What every answer tells the browser, whoever made it: page, file, refusal, fault or 304.

docs/browser-walls.md lists the headers and why each is there.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.security import SecurityMiddleware

POLICY = "; ".join(
    (
        "default-src 'none'",
        *(f"{part}-src 'self'" for part in ("style", "img", "font")),
        *(f"{part} 'none'" for part in ("object-src", "base-uri", "frame-ancestors")),
        "form-action 'self'",
        "require-trusted-types-for 'script'",
        "trusted-types",
    )
)
"""For answers that no page of ours has made: files, and refusals on the doorstep. No script."""

OFF = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture",
    "encrypted-media", "fullscreen", "geolocation", "gyroscope", "hid", "idle-detection",
    "local-fonts", "magnetometer", "microphone", "midi", "payment", "picture-in-picture",
    "screen-wake-lock", "serial", "usb", "window-management",
    "xr-spatial-tracking",
)  # fmt: skip
OURS = ("publickey-credentials-create", "publickey-credentials-get")  # passkeys
PERMISSIONS = ", ".join([*(f"{each}=()" for each in OFF), *(f"{each}=(self)" for each in OURS)])

ALWAYS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": POLICY,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": PERMISSIONS,
        "Referrer-Policy": "same-origin",  # "no-referrer" would take the origin from our own forms
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "X-Permitted-Cross-Domain-Policies": "none",
        "X-Robots-Tag": "noindex, nofollow",
    }
)
NOT_KEPT = "no-store, private"
"""Cache-Control of everything that is no file of the portal's own."""


class BrowserMiddleware:
    """The outermost one, so that refusals of the ones inside carry the headers, too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response
        self._secured = SecurityMiddleware(get_response).process_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        self._secured(request, response)  # HSTS among others; once more, for refusals before it
        if not is_file(request, response):
            response["Cache-Control"] = NOT_KEPT
            response["Pragma"] = "no-cache"
        for name, value in ALWAYS.items():
            if name == "Content-Security-Policy" and settings.DEBUG:
                continue  # Django's page with details brings a style of its own
            response.setdefault(name, value)
        return response


def is_file(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether this is one of the portal's own files, the same for everybody."""
    return request.path_info.startswith(settings.STATIC_URL) and response.status_code in (200, 304)
