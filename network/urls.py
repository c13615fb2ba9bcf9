"""Addresses of the network's own pages: start, account, health, practice."""

from django.urls import path

from network.views import account, gaps, health, mailbox, seats, start, styleguide, theme

app_name = "network"

urlpatterns = [
    path("", start.start, name="start"),
    path("anmelden/", account.Login.as_view(), name="login"),
    path("abmelden/", account.Logout.as_view(), name="logout"),
    path("abgemeldet/", account.logged_out, name="logged_out"),
    path("darstellung/", theme.choose_theme, name="theme"),
    path("jugendaemter/", seats.show_seats, name="seats"),
    path("luecken/", gaps.gaps, name="gaps"),
    path("postfach/", mailbox.mailbox, name="mailbox"),
    path("stil/", styleguide.styleguide, name="styleguide"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
