"""Answering a request for access: one makes it, another releases it, every step on record."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cases.access import person_of, require
from cases.documents import access_export_pdf
from cases.domain.access_export import (
    Choice,
    Item,
    betrays,
    choices_from_data,
    choices_to_data,
    undecided,
)
from cases.models import AccessExport, Adult, Child, Concern, ExportState, Reporter
from cases.queries.access_export import export_page, items_of
from cases.services.blinding import institution_of
from cases.services.blinding import person_of as reporting_person
from cases.services.heads import tell_head
from kinderschutz.lib import rows
from network import audit
from network.access import Actor, Permission, Refused, deed

PURPOSE = "access_request"
"""The purpose that the read log names."""


class ChangedMeanwhile(Exception):
    """Somebody else has saved, submitted or released it since the page was opened."""


class NotReady(Exception):
    """Items that are not decided, or whose text would betray who reported."""

    def __init__(self, open_items: list[Item], betraying: list[Item]) -> None:
        super().__init__("the answer cannot be submitted yet")
        self.open_items, self.betraying = open_items, betraying


@transaction.atomic
def begin_export(
    *, concern: Concern, by: Actor, office_id: UUID, about: Child | Adult, at: datetime
) -> AccessExport:
    """An empty answer for one child of the office's, or one adult. Raises Refused."""
    require(by, Permission.EXPORT, concern)
    child = about if isinstance(about, Child) else None
    adult = about if isinstance(about, Adult) else None
    is_own = about.concern_id == concern.pk and (child is None or child.office_id == office_id)
    if office_id not in by.offices or not is_own:
        raise Refused("Auskunft geben Sie nur zu den Fällen Ihres eigenen Jugendamts.")
    with deed(by, concern.pk):
        made = AccessExport(
            concern=concern,
            office_id=office_id,
            child=child,
            adult=adult,
            choices={},
            made_by_id=person_of(by),
            made_at=at,
            updated_at=at,
        )
        rows.insert([made])
        _record("export.begun", made, by=by, at=at)
    return made


@transaction.atomic
def save_export(
    *,
    export: AccessExport,
    by: Actor,
    choices: Mapping[str, Choice],
    version: int,
    at: datetime,
) -> AccessExport:
    """Keep what was decided and written; what was submitted is a draft again. The maker's alone.

    Raises Refused, or ChangedMeanwhile.
    """
    require(by, Permission.EXPORT, export)
    with deed(by, export.concern_id):
        held = _held(export, ExportState.DRAFT, ExportState.SUBMITTED, version=version)
        held.choices = choices_to_data(choices)
        held.state, held.pdf, held.submitted_at = ExportState.DRAFT, None, None
        _changed(held, "choices", "state", "pdf", "submitted_at", at=at)
        _record("export.saved", held, by=by, at=at)
    return held


@transaction.atomic
def submit_export(*, export: AccessExport, by: Actor, version: int, at: datetime) -> AccessExport:
    """Fix the file and ask a second person. Raises Refused, ChangedMeanwhile, or NotReady."""
    require(by, Permission.EXPORT, export)
    with deed(by, export.concern_id):
        held = _held(export, ExportState.DRAFT, version=version)
        choices = choices_from_data(held.choices)
        items = items_of(held)
        telling = [each for each in items if choices.get(each.key, Choice()).tell]
        apart = _told_apart(held.concern_id)
        betraying = [each for each in telling if betrays(choices[each.key].text, apart)]
        left = undecided(items, choices)
        if left or betraying:
            raise NotReady(left, betraying)
        held.pdf = access_export_pdf(held, export_page(held, choices), at)
        held.state, held.submitted_at = ExportState.SUBMITTED, at
        _changed(held, "pdf", "state", "submitted_at", at=at)
        tell_head(
            "export",
            message_id=held.pk,
            reference=held.concern.reference,
            office_id=held.office_id,
            concern_id=held.concern_id,
            at=at,
        )
        refused = sum(each.tell is False for each in choices.values())
        _record("export.submitted", held, by=by, at=at, told=len(telling), refused=refused)
    return held


@transaction.atomic
def release_export(*, export: AccessExport, by: Actor, version: int, at: datetime) -> AccessExport:
    """A second person lets exactly this file go. Raises Refused for the maker, ChangedMeanwhile."""
    require(by, Permission.RELEASE, export)
    with deed(by, export.concern_id):
        held = _held(export, ExportState.SUBMITTED, version=version)
        held.state, held.released_at = ExportState.RELEASED, at
        held.released_by_id = person_of(by)
        _changed(held, "state", "released_at", "released_by", at=at)
        _record("export.released", held, by=by, at=at)
    return held


@transaction.atomic
def return_export(*, export: AccessExport, by: Actor, version: int, at: datetime) -> AccessExport:
    """The second person gives it back to be changed. Raises Refused, ChangedMeanwhile."""
    require(by, Permission.RELEASE, export)
    with deed(by, export.concern_id):
        held = _held(export, ExportState.SUBMITTED, version=version)
        held.state, held.pdf, held.submitted_at = ExportState.DRAFT, None, None
        _changed(held, "state", "pdf", "submitted_at", at=at)
        _record("export.returned", held, by=by, at=at)
    return held


@transaction.atomic
def discard_export(
    *, export: AccessExport, by: Actor, version: int, reason: str, at: datetime
) -> AccessExport:
    """Nobody will hand it out: the request was taken back, or the answer was begun in error.

    The maker's or a colleague's deed, before the release. Text and file go at once; who, when and
    why stay with the case. Raises Refused, ChangedMeanwhile.
    """
    require(by, Permission.READ, export)
    with deed(by, export.concern_id):
        held = _held(export, ExportState.DRAFT, ExportState.SUBMITTED, version=version)
        held.state, held.choices, held.pdf = ExportState.DISCARDED, {}, None
        held.discarded_by_id, held.discarded_at = person_of(by), at
        held.discard_reason = reason
        _changed(
            held,
            *("state", "choices", "pdf", "discarded_by", "discarded_at", "discard_reason"),
            at=at,
        )
        _record("export.discarded", held, by=by, at=at)
    return held


@transaction.atomic
def hand_out(*, export: AccessExport, by: Actor, at: datetime) -> bytes:
    """The file: before its release to check it, afterwards to hand it over. Each time on record.

    Who made it has it only once a second person has released it. Raises Refused, also while there
    is no file.
    """
    is_out = export.state == ExportState.RELEASED
    require(by, Permission.READ if is_out else Permission.RELEASE, export)
    if export.pdf is None:
        raise Refused("Diese Auskunft ist noch nicht fertig.")
    with deed(by, export.concern_id):
        _record("export.downloaded" if is_out else "export.checked", export, by=by, at=at)
        audit.looked(
            "export.file",
            by=by,
            at=at,
            on_kind="access_export",
            on_id=export.pk,
            concern_id=export.concern_id,
            office_id=export.office_id,
            purpose=PURPOSE,
        )
    return bytes(export.pdf)


def _held(export: AccessExport, *states: ExportState, version: int) -> AccessExport:
    found = AccessExport.objects.select_for_update(of=("self",), no_key=True)
    held = found.select_related("concern", "office", "child", "adult").get(pk=export.pk)
    if held.version != version or held.state not in states:
        raise ChangedMeanwhile
    return held


def _changed(held: AccessExport, *fields: str, at: datetime) -> None:
    held.version += 1
    held.updated_at = at
    held.save(update_fields=[*fields, "version", "updated_at"])


def _told_apart(concern_id: UUID) -> list[str]:
    """The reporter's own entries, only to find them in a text; they are shown to nobody.

    None once who reported has been deleted by its rule: then nobody here can betray it.
    """
    reporter = Reporter.objects.filter(concern=concern_id).first()
    if reporter is None:
        return []
    entry = reporter.identity
    found = [entry.get(key, "") for key in ("name", "organisation", "phone")]
    found += [
        known.name for known in (institution_of(reporter), reporting_person(reporter)) if known
    ]
    return [each for each in found if each]


def _record(what: str, export: AccessExport, *, by: Actor, at: datetime, **details: int) -> None:
    audit.record(
        what,
        by=by,
        at=at,
        on_kind="concern",
        on_id=export.concern_id,
        office_id=export.office_id,
        details={"export": str(export.pk), "version": export.version, **details},
    )
