"""All addresses of the portal; each app names its own."""

from importlib.util import find_spec

from django.urls import include, path

urlpatterns = [
    path("", include(module))
    for module in ("network.urls", "agreements.urls", "cases.urls")
    if find_spec(module)
]

handler400 = "network.views.errors.bad_request"
