"""Logging in and out with e-mail address and password; the second factor comes next."""

from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login as LoginSoFar
from django.conf import settings
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.timezone import localdate

from kinderschutz.lib.practice import PASSWORD
from kinderschutz.lib.signed_in import remember_password
from network.forms import LoginForm
from network.models import User
from network.queries.practice import PracticeGroup, practice_accounts
from network.services import sign_in_log
from network.views.context import url_of


class Login(auth.LoginView):
    """The log-in page. After a fault it comes back with status 422 and the address typed."""

    authentication_form = LoginForm  # type: ignore[assignment]  # asks allauth's limits itself
    template_name = "network/login.html"
    redirect_authenticated_user = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The log-in page. Where only a part of a page was asked for, the whole page comes here."""
        response = super().get(request, *args, **kwargs)
        if "HX-Request" in request.headers:
            response["HX-Refresh"] = "true"
        return response

    def get_form(self, form_class: type[LoginForm] | None = None) -> LoginForm:  # type: ignore[override]  # our form only
        """Practice: `?konto=` fills the form with one of the practice accounts."""
        form = LoginForm(**self.get_form_kwargs())
        wanted = self.request.GET.get("konto", "")
        if wanted in {account.email for group in self.practice for account in group.accounts}:
            form.fill_in(email=wanted, password=PASSWORD)
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Practice: the accounts one may try, and their password."""
        more = {"practice": self.practice, "practice_password": PASSWORD} if self.practice else {}
        return super().get_context_data(**kwargs, **more, providers=settings.OIDC_PROVIDERS)

    @cached_property
    def practice(self) -> list[PracticeGroup]:
        """The practice accounts; none where real cases are."""
        return practice_accounts(localdate(timezone.now())) if settings.DEMO else []

    def form_valid(self, form: LoginForm) -> HttpResponse:  # type: ignore[override]  # our form only
        """The password is right. The session gets a new key; what was typed before stays in it."""
        self.request.session.cycle_key()
        if form.user is not None:
            remember_password(self.request, form.user)
        so_far = LoginSoFar(user=form.user, redirect_url=self.get_success_url())
        answer: HttpResponse = perform_password_login(self.request, {}, so_far)
        return answer

    def form_invalid(self, form: LoginForm) -> HttpResponse:  # type: ignore[override]  # our form only
        """The same page, with the faults named."""
        return self.render_to_response(self.get_context_data(form=form), status=422)


@method_decorator(login_not_required, name="dispatch")
class Logout(auth.LogoutView):
    """Ends the session (POST) and has the browser forget the pages it kept."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Log out; `Clear-Site-Data` empties the cache where the browser knows it.

        Not its storage: that holds only sealed copies of text that nobody has saved yet, whoever's
        they are, and no key (docs/adr/0030-sealed-copies-outlive-logging-out.md).
        """
        if request.method == "POST" and isinstance(request.user, User):
            sign_in_log.signed_out(request.user, at=timezone.now())
        response = super().dispatch(request, *args, **kwargs)
        if request.method == "POST":
            response["Clear-Site-Data"] = '"cache"'
        return response


@login_not_required
def logged_out(request: HttpRequest) -> HttpResponse:
    """A page of its own, so that "reload" and "back" do no harm."""
    context = {"jurisdiction_url": url_of("cases:jurisdiction")}
    return render(request, "network/logged_out.html", context)
