"""Steps of a report while they are typed: kept every moment, and two versions side by side."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cases.forms.steps import Step, steps_of
from cases.services.drafts import DraftIsGone
from cases.views import keeping
from cases.views.drafts import long_form, occasion_of, own_draft, receipt_of, sent_already
from network.access import ActorRequest


@require_POST
def autosave(request: ActorRequest, draft_id: UUID, slug: str) -> HttpResponse:
    """Keep what stands in a step right now (for the script)."""
    at = timezone.now()
    if keeping.is_of_another(request):
        return keeping.another_answer()
    try:
        return keeping.autosave(request, _long_form(request, draft_id, slug), at=at)
    except DraftIsGone:
        return keeping.gone_answer(receipt_of(request, draft_id))


@require_http_methods(["GET", "HEAD", "POST"])
def versions(request: ActorRequest, draft_id: UUID, slug: str) -> HttpResponse:
    """Both versions of a step, and the choice between them."""
    at, by_script = timezone.now(), keeping.wants_json(request)
    if by_script and keeping.is_of_another(request):
        return keeping.another_answer()
    try:
        return keeping.versions(request, _long_form(request, draft_id, slug), at=at)
    except DraftIsGone:
        if by_script:
            return keeping.gone_answer(receipt_of(request, draft_id))
        return sent_already(request, draft_id)


def _long_form(request: ActorRequest, draft_id: UUID, slug: str) -> keeping.LongForm:
    """The step of an own draft. Raises DraftIsGone; Http404 for a step that it does not have."""
    draft = own_draft(request, draft_id)
    if draft is None:
        raise DraftIsGone
    if slug not in set(Step):
        raise Http404
    occasion = occasion_of(draft, request.actor, at=timezone.now())
    here = Step(slug)
    if here is Step.CHECK or here not in steps_of(draft.entries, occasion):
        raise Http404
    return long_form(draft, here, occasion)
