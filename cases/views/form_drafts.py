"""Long forms about a notice while they are typed: kept every moment, two versions side by side."""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cases.access import own_form_drafts
from cases.services.drafts import DraftIsGone
from cases.views import keeping
from cases.views.decisions import LONG_FORMS
from network.access import ActorRequest


@require_POST
def autosave(request: ActorRequest, pk: UUID, slug: str) -> HttpResponse:
    """Keep what stands in a form right now (for the script)."""
    if keeping.is_of_another(request):
        return keeping.another_answer()
    at = timezone.now()
    try:
        return keeping.autosave(request, _long_form(request, pk, slug, at=at), at=at)
    except DraftIsGone:
        return keeping.gone_answer()


@require_http_methods(["GET", "HEAD", "POST"])
def versions(request: ActorRequest, pk: UUID, slug: str) -> HttpResponse:
    """Both versions of a form, and the choice between them."""
    by_script, at = keeping.wants_json(request), timezone.now()
    if keeping.is_of_another(request):
        if by_script:
            return keeping.another_answer()
        raise Http404
    try:
        return keeping.versions(request, _long_form(request, pk, slug, at=at), at=at)
    except DraftIsGone:
        if by_script:
            return keeping.gone_answer()
        raise Http404 from None


def _long_form(request: ActorRequest, pk: UUID, slug: str, *, at: datetime) -> keeping.LongForm:
    """The form about a notice that is open to the actor. Raises Http404, and DraftIsGone where the
    page belongs to a draft that was sent meanwhile.
    """
    if slug not in LONG_FORMS:
        raise Http404
    if not own_form_drafts(request.actor).filter(form=slug, about=pk).exists():
        raise DraftIsGone  # building the page would begin another one
    found = LONG_FORMS[slug](request, pk, at).long_form
    if keeping.is_of_a_sent_one(request.POST, found):
        raise DraftIsGone
    return found
