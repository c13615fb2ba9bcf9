"""Practice only: every part of the pages in one place, to look at and to test."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kinderschutz.forms import Choices, GermanDateField, KernForm, MultipleChoices

YES_NO = [("yes", "Ja"), ("no", "Nein"), ("unknown", "Weiß ich nicht")]
URGENCY = [("acute", "Akut"), ("urgent", "Dringend"), ("standard", "In den nächsten Tagen")]
HINTS = {
    "acute": "Das Kind ist jetzt in Gefahr. Rufen Sie zuerst 110 an.",
    "urgent": "Heute muss noch jemand handeln.",
}
PLACES = [("", "Bitte wählen"), ("a", "Musterstadt"), ("b", "Beispieldorf")]


class SampleForm(KernForm):
    """One field of every kind."""

    urgency = forms.ChoiceField(
        label="Wie eilig ist es?", choices=URGENCY, widget=Choices(hints=HINTS)
    )
    name = forms.CharField(label="Vorname des Kindes", required=False, help_text="Wenn bekannt.")
    born_on = GermanDateField(label="Geburtsdatum", help_text="TT.MM.JJJJ, zum Beispiel 05.03.2019")
    place = forms.ChoiceField(label="Wohnort", choices=PLACES)
    at_home = forms.ChoiceField(
        label="Ist das Kind gerade dort?", choices=YES_NO, widget=Choices(in_row=True)
    )
    topics = forms.MultipleChoiceField(
        label="Worum geht es?",
        choices=[("a", "Vernachlässigung"), ("b", "Häusliche Gewalt")],
        widget=MultipleChoices,
        help_text="Mehreres ist möglich.",
    )
    text = forms.CharField(
        label="Was haben Sie beobachtet?", widget=forms.Textarea(attrs={"rows": "4"})
    )
    told = forms.BooleanField(label="Ich habe mit den Eltern gesprochen.", required=False)


class SampleFilters(KernForm):
    """Filters of a list."""

    state = forms.ChoiceField(
        label="Stand", choices=[("", "Alle"), ("open", "Offen")], required=False
    )
    place = forms.ChoiceField(label="Wohnort", choices=PLACES, required=False)


@login_not_required
def styleguide(request: HttpRequest) -> HttpResponse:
    """Only where practice data are shown or the portal is developed; ``?fehler=1`` shows faults."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    faulty = "fehler" in request.GET
    form = SampleForm({"born_on": "31.02.2020"}) if faulty else SampleForm()
    context = {
        **samples(timezone.now()),
        "form": form,
        "filters": SampleFilters({"state": "open"}, auto_id="filter_%s"),
        "alerts": ["info", "success", "warning", "danger"],
        "badges": ["info", "success", "warning", "danger", "neutral"],
        "page": Paginator(range(60), 20).page(2),
    }
    return render(request, "network/styleguide.html", context, status=422 if faulty else 200)


def samples(at: datetime) -> dict[str, Any]:
    """Values for every part, around one instant. All names are invented."""
    due = at + timedelta(minutes=25)
    return {
        "now": at,
        "due": due,
        "counts": [
            {"label": "überfällig", "count": 1, "url": "?stand=overdue", "is_alert": True},
            {"label": "neu", "count": 3, "url": "?stand=new", "is_current": True},
            {"label": "in Bearbeitung", "count": 12, "url": "?stand=working"},
            {"label": "abgeschlossen", "count": 140, "url": "?stand=closed"},
        ],
        "rows": [
            _row("K7M-2QX", "danger", "nicht übernommen", at - timedelta(minutes=10), "overdue"),
            _row("P4T-9LD", "info", "neu", due, "soon"),
            _row("R2W-6HC", "success", "übernommen", at + timedelta(hours=4), "open"),
        ],
        "steps": [
            {"label": "Anlass", "state": "done", "url": "#anlass"},
            {"label": "Kind", "state": "done", "url": "#kind"},
            {"label": "Familie", "state": "current"},
            {"label": "Prüfen und senden", "state": "open"},
        ],
        "summary": [
            {"label": "Name", "value": "Mia Muster", "change_url": "#name"},
            {"label": "Geburtsdatum", "value": "05.03.2019", "change_url": "#geburtsdatum"},
            {"label": "Wohnort", "value": "53332 Musterstadt", "change_url": "#wohnort"},
            {"label": "Sorgerecht", "value": "", "change_url": "#sorgerecht"},
        ],
        "events": [
            {"at": at, "title": "Mitteilung eingegangen", "who": "Grundschule Muster"},
            {
                "at": at,
                "title": "Jugendamt Musterstadt benachrichtigt",
                "text": "Portal und E-Mail",
                "kind": "done",
            },
            {"at": at, "title": "Übernommen", "who": "B. Beispiel", "kind": "success"},
            {"at": due, "title": "Nächste Stufe: Leitung", "kind": ""},
        ],
        "used": ["Das Kind lebt in Musterstadt.", "Beide Eltern leben dort."],
        "missing": ["Seit wann das Kind dort lebt."],
        "changes": ["Lebt das Kind seit zwei Jahren bei Pflegeeltern, gilt deren Wohnort."],
        "actions": [
            {"label": "Anrufen", "phone": "0000110", "icon": "account-circle"},
            {"label": "Übernehmen", "url": "#", "style": "primary", "icon": "check"},
            {"label": "Weiterleiten", "url": "#weiterleiten", "icon": "arrow-forward"},
        ],
    }


def _row(reference: str, kind: str, state: str, due: datetime, urgency: str) -> dict[str, Any]:
    return {
        "reference": reference,
        "badge": {"kind": kind, "text": state},
        "source": "Grundschule Muster",
        "place": "Musterstadt",
        "due": due,
        "due_state": urgency,
        "mark": {"overdue": "is-danger", "soon": "is-new"}.get(urgency, ""),
    }
