"""`/metrics`: figures for monitoring, for whoever knows the token; no case, office or person."""

from collections.abc import Iterator
from datetime import timedelta
from hmac import compare_digest

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from cases.queries.figures import Figures, figures
from kinderschutz.lib.figures import of_all_processes


@login_not_required
@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text; 404 without the token, also where none is set.

    While the database is away the counters of the web processes are still told, and
    `kinderschutz_database_up` is 0.
    """
    if not _may_ask(request):
        raise Http404
    stored = CollectorRegistry(auto_describe=False)
    stored.register(_Stored())
    text = generate_latest(of_all_processes()) + generate_latest(stored)
    return HttpResponse(text, content_type=CONTENT_TYPE_LATEST)


def _may_ask(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "")
    expected = f"Bearer {settings.METRICS_TOKEN}"
    return bool(settings.METRICS_TOKEN) and compare_digest(given.encode(), expected.encode())


class _Stored:
    """Asks the database each time monitoring asks."""

    def collect(self) -> Iterator[Metric]:
        try:
            now = figures()
        except Error:
            yield _one("database_up", "Ob die Datenbank antwortet", 0)
            return
        yield _one("database_up", "Ob die Datenbank antwortet", 1)
        yield from _post(now)
        yield from _by_hand(now)
        yield from _notices(now)
        yield _one("drafts", "Angefangene Mitteilungen", now.drafts)
        yield _by(
            "heartbeat_age_seconds",
            "Sekunden seit dem letzten Lebenszeichen",
            "process",
            {name: age.total_seconds() for name, age in now.heartbeats.items()},
        )


def _post(now: Figures) -> Iterator[Metric]:
    waiting = now.letters_waiting
    yield _one("letters_waiting", "Noch nicht zugestellte Briefe", waiting.count)
    yield _one(
        "letters_oldest_seconds", "Alter des ältesten davon in Sekunden", _seconds(waiting.oldest)
    )
    yield _one(
        "letters_failed_unanswered",
        "Gescheiterte Briefe, für die noch kein anderer Weg gefunden ist",
        now.letters_failed,
    )


def _by_hand(now: Figures) -> Iterator[Metric]:
    yield _one("calls_open", "Anrufe, die noch zu machen sind", now.calls_open.count)
    yield _one(
        "calls_oldest_seconds",
        "Alter des ältesten davon in Sekunden",
        _seconds(now.calls_open.oldest),
    )
    yield _one(
        "paper_open", "Briefe auf Papier, die noch niemand bestätigt hat", now.paper_open.count
    )
    yield _one(
        "paper_oldest_seconds",
        "Alter des ältesten davon in Sekunden",
        _seconds(now.paper_open.oldest),
    )


def _notices(now: Figures) -> Iterator[Metric]:
    yield _by(
        "notices_open",
        "Nachrichten, die niemand übernommen hat",
        "urgency",
        {urgency: waiting.count for urgency, waiting in now.notices_open.items()},
    )
    yield _by(
        "notices_oldest_seconds",
        "Alter der ältesten davon in Sekunden",
        "urgency",
        {urgency: _seconds(waiting.oldest) for urgency, waiting in now.notices_open.items()},
    )
    yield _by(
        "notices_overdue",
        "Davon über der Frist zur Übernahme",
        "urgency",
        dict(now.notices_overdue),
    )
    yield _one(
        "notices_alarming", "Nachrichten, bei denen nur noch ein Anruf hilft", now.notices_alarming
    )
    yield _one(
        "notices_to_release",
        "Nachrichten, die noch jemand freigeben muss",
        now.notices_to_release.count,
    )
    yield _one(
        "notices_to_release_oldest_seconds",
        "Alter der ältesten davon in Sekunden",
        _seconds(now.notices_to_release.oldest),
    )


def _seconds(age: timedelta) -> float:
    return age.total_seconds()


def _one(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(f"kinderschutz_{name}", meaning, value=value)


def _by(name: str, meaning: str, label: str, values: dict[str, float]) -> Metric:
    family = GaugeMetricFamily(f"kinderschutz_{name}", meaning, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family
