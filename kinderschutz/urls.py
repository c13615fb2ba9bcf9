"""All addresses of the portal; each app names its own."""

from django.urls import include, path

urlpatterns = [path("", include("network.urls")), path("", include("cases.urls"))]

handler400 = "network.views.errors.bad_request"
handler500 = "network.views.errors.server_error"
