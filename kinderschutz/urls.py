"""All addresses of the portal; each app names its own."""

from django.urls import include, path

from network.urls import signing_in

urlpatterns = [
    path("", include("network.urls")),
    *signing_in,
    path("", include("cases.urls")),
]

handler400 = "network.views.errors.bad_request"
handler500 = "network.views.errors.server_error"
