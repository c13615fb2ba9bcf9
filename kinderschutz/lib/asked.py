"""Fields that no form asked for: ignored, and told of in one log line without name and value.

Whoever changes or adds a hidden field (an office, a key, a right) tries what no page offers. Views
read the fields they know; which ones is seen here, so that no page has to say it twice.
"""

import logging
from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict

from kinderschutz.lib.request_log import route_of

logger = logging.getLogger(__name__)

FURNITURE = frozenset(
    {
        "csrfmiddlewaretoken",
        *("fassung", "seite", "zug", "wer", "entwurf"),  # what a page says of itself while typing
        *("next", "von"),  # where one came from
        *("save", "hochladen", "hinzufuegen", "entfernen", "spaeter", "zurueck", "weiter"),
    }
)
"""Hidden fields and buttons of pages that a view need not read; they choose nothing by themselves.
"""


class Heard(QueryDict):
    """The fields of a form, which remembers the names that somebody asked for."""

    def __init__(self, fields: QueryDict) -> None:
        super().__init__("", mutable=True, encoding=fields.encoding)
        for name, values in fields.lists():
            self.setlist(name, list(values))
        self._mutable = False
        self.asked: set[str] = set()

    @property
    def unasked(self) -> set[str]:
        """Names that nobody asked for."""
        return {name for name in dict.keys(self) if name not in self.asked | FURNITURE}

    def __getitem__(self, key: str) -> Any:
        self.asked.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.asked.add(str(key))
        return super().__contains__(key)

    def __iter__(self) -> Iterator[str]:
        self._all()
        return super().__iter__()

    def getlist(self, key: str, default: Any = None) -> Any:
        """All values of a field."""
        self.asked.add(key)
        return super().getlist(key, default)

    def lists(self) -> Any:
        """Every field, for whoever keeps what was sent as a whole."""
        self._all()
        return super().lists()

    def __deepcopy__(self, memo: Any) -> Any:
        """A copy is plain: who copies takes everything."""
        copy = QueryDict("", mutable=True, encoding=self.encoding)
        for name, values in self.lists():
            copy.setlist(name, list(values))
        return copy

    def _all(self) -> None:
        self.asked.update(dict.keys(self))


class UnaskedMiddleware:
    """The innermost one: hands the view the fields, and tells afterwards what it did not read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        sent = request.POST if getattr(request, "hears", False) else None
        actor = getattr(getattr(request, "actor", None), "user_id", None)
        if isinstance(sent, Heard) and response.status_code not in {401, 403, 404} and sent.unasked:
            logger.warning(
                "fields that no form asked for",
                extra={
                    "route": route_of(request),
                    "count": len(sent.unasked),
                    **({"actor": actor} if actor else {}),
                },
            )
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *_: object
    ) -> None:
        """Views that take files read the request themselves; theirs stays as it is."""
        if request.method == "POST" and not getattr(view, "csrf_exempt", False):
            request.POST = Heard(request.POST)  # type: ignore[assignment]  # one that remembers
            request.hears = True  # type: ignore[attr-defined]  # read above, once it was answered
