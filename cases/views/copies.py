"""Keys for the sealed copies in a browser, and which of them may go. Only for scripts."""

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_safe

from cases.queries import copies
from cases.views.drafts import receipt_of
from cases.views.keeping import another_answer, gone_answer, is_of_another
from network.access import ActorRequest


@require_safe
def key(request: ActorRequest, draft_id: UUID) -> HttpResponse:
    """The key of an own draft, and all the script needs to tidy up and to write again."""
    if is_of_another(request):
        return another_answer()
    draft = copies.own_copyable(request.actor, draft_id)
    if draft is None:
        return gone_answer(receipt_of(request, draft_id))
    said = _alive(request) | {
        "key": copies.key_of(draft),
        "group": copies.group_of(draft.pk),
        "held": copies.held(draft),
        "version": draft.version,
        "steps": {step: written[0] for step, written in draft.written.items()},
        "csrf": get_token(request),
    }
    return JsonResponse(said)


@require_safe
def alive(request: ActorRequest) -> HttpResponse:
    """The names of the drafts that a person has: copies of all others may go."""
    return JsonResponse(_alive(request))


def _alive(request: ActorRequest) -> dict[str, object]:
    found = copies.alive(request.actor)
    return {"whose": found.whose, "groups": found.groups}
