"""Deeds that ask for password or second factor once more: export, reveal, approval, rights.

In tests somebody who signed in by `client.force_login` is fresh for five minutes;
`tests.signing_in.let_it_grow_old(client)` ends that.
"""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from kinderschutz.lib.page_before import own_path, page_before
from kinderschutz.lib.signed_in import is_fresh
from kinderschutz.lib.typed import keep_typed


def fresh_sign_in_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view act only for somebody who signed in, or did so again, within five minutes.

    Else the person is asked first and comes back to the page. What a form had sent is kept sealed
    meanwhile and offered to be sent from there with one click; files are not, they are chosen anew.
    """

    @wraps(view)
    def asked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if is_fresh(request, timezone.now()):
            return view(request, *args, **kwargs)
        return ask_again(request)

    return asked


def ask_again(request: HttpRequest) -> HttpResponse:
    """To the page that asks, and from there back to where the person is now."""
    wanted = {"next": request.get_full_path()}
    if request.method not in {"GET", "HEAD"}:
        keep_typed(request)
        if page := page_before(request):
            wanted["zurueck"] = page
    elif "HX-Request" in request.headers:
        shown = own_path(request, request.headers.get("HX-Current-URL", ""))
        wanted["next"] = shown or wanted["next"]
    url = f"{reverse('account_reauthenticate')}?{urlencode(wanted)}"
    if "HX-Request" in request.headers:
        return HttpResponse(headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)
