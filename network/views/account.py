"""Logging in and out with e-mail address and password."""

from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator

from network.forms import LoginForm
from network.views.context import url_of


class Login(auth.LoginView):
    """The log-in page. After a fault it comes back with status 422 and the address typed."""

    authentication_form = LoginForm
    template_name = "network/login.html"
    redirect_authenticated_user = True

    def form_invalid(self, form: LoginForm) -> HttpResponse:  # type: ignore[override]  # our form only
        """The same page, with the faults named."""
        return self.render_to_response(self.get_context_data(form=form), status=422)


@method_decorator(login_not_required, name="dispatch")
class Logout(auth.LogoutView):
    """Ends the session (POST) and has the browser forget the pages it kept."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Log out; `Clear-Site-Data` empties cache and storage where the browser knows it."""
        response = super().dispatch(request, *args, **kwargs)
        if request.method == "POST":
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response


@login_not_required
def logged_out(request: HttpRequest) -> HttpResponse:
    """A page of its own, so that "reload" and "back" do no harm."""
    context = {"jurisdiction_url": url_of("cases:jurisdiction")}
    return render(request, "network/logged_out.html", context)
