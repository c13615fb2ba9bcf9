"""Taking up an invitation. The link only shows the page; a button uses it up.

So programs that open every link of a letter do no harm. The link's token goes into no page and no
session: its fingerprint does, and the address is left behind at once.
"""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kinderschutz.lib.clock import database_now
from kinderschutz.lib.tokens import fingerprint
from network.access import all_rows
from network.domain.terms import Role
from network.forms.accounts import AcceptForm
from network.models import Invitation, User
from network.services.accepting import (
    NoLongerValid,
    accept_with_account,
    accept_with_new_account,
    can_sign_in,
)
from network.wording import ROLE

KEPT = "invitation"
GONE = 410


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest) -> HttpResponse:
    """The page of an invitation (GET), and taking it up (POST)."""
    if code := request.GET.get("code"):
        request.session[KEPT] = fingerprint(code)
        return redirect("network:invitation")
    found = _valid(str(request.session.get(KEPT, "")))
    if found is None:
        request.session.pop(KEPT, None)
        return render(request, "network/accounts/invitation_gone.html", status=GONE)
    signed_in = request.user.pk if request.user.is_authenticated else None
    if signed_in is not None or _has_account(found):
        return _with_account(request, found, signed_in)
    return _with_new_account(request, found)


def _with_account(request: HttpRequest, found: Invitation, signed_in: UUID | None) -> HttpResponse:
    is_theirs = signed_in is not None and _email_of(signed_in) == found.email
    if request.method == "POST" and is_theirs and signed_in is not None:
        try:
            accept_with_account(
                fingerprint=str(found.fingerprint), user_id=signed_in, at=database_now()
            )
        except NoLongerValid:
            return redirect("network:invitation")
        del request.session[KEPT]
        messages.success(request, f"Sie haben jetzt die Rolle {ROLE[Role(found.role)]}.")
        return redirect("network:start")
    here = reverse("network:invitation")
    context = {
        **_shown(found),
        "is_theirs": is_theirs,
        "is_somebody_else": signed_in is not None and not is_theirs,
        "login_url": f"{reverse('network:login')}?next={here}",
    }
    return render(request, "network/accounts/invitation_known.html", context)


def _with_new_account(request: HttpRequest, found: Invitation) -> HttpResponse:
    form = AcceptForm(
        request.POST if request.method == "POST" else None, user=User(email=found.email)
    )
    if form.is_valid():
        try:
            accept_with_new_account(
                fingerprint=str(found.fingerprint),
                name=form.cleaned_data["name"],
                password=form.cleaned_data["new"],
                at=database_now(),
            )
        except NoLongerValid:
            return redirect("network:invitation")
        del request.session[KEPT]
        messages.success(request, "Ihr Konto ist angelegt. Bitte melden Sie sich jetzt an.")
        return redirect("network:login")
    status = 422 if form.errors else 200
    context = {**_shown(found), "form": form}
    return render(request, "network/accounts/invitation_new.html", context, status=status)


def _valid(known: str) -> Invitation | None:
    """The invitation of this letter, read in the portal's own name: the visitor has none yet."""
    if not known:
        return None
    with all_rows("the invitation that this secret belongs to; the visitor is nobody yet"):
        valid = Invitation.objects.valid_at(timezone.now()).filter(fingerprint=known)
        return valid.select_related("office", "partner").first()


def _has_account(found: Invitation) -> bool:
    user = User.objects.filter(email=found.email).first()
    return user is not None and can_sign_in(user)


def _email_of(user_id: UUID) -> str:
    return User.objects.values_list("email", flat=True).filter(pk=user_id).first() or ""


def _shown(found: Invitation) -> dict[str, object]:
    return {
        "organisation": found.organisation.name,
        "role": ROLE[Role(found.role)],
        "email": found.email,
        "expires_at": found.expires_at,
    }
