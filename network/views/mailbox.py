"""Practice only: the mails that the portal sent, as a person would have received them."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from kinderschutz.lib import sink
from network.messages import SMS_SUBJECT

PER_PAGE = 20


@login_not_required
def mailbox(request: HttpRequest) -> HttpResponse:
    """The newest letters of the local mail sink; absent outside of practice."""
    if not settings.DEMO:
        raise Http404
    letters = Paginator(sink.letters(settings.MAIL_DIRECTORY), PER_PAGE)
    page = letters.get_page(request.GET.get("page"))
    context = {"page": page, "sms_subject": SMS_SUBJECT}
    return render(request, "network/mailbox.html", context)
