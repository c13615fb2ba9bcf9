"""Addresses of the network's own pages: start, account, health, practice."""

from django.urls import path

from network.views import (
    account,
    account_roles,
    accounts,
    gaps,
    health,
    invitation,
    mailbox,
    seats,
    start,
    styleguide,
    theme,
)

app_name = "network"

urlpatterns = [
    path("", start.start, name="start"),
    path("anmelden/", account.Login.as_view(), name="login"),
    path("abmelden/", account.Logout.as_view(), name="logout"),
    path("abgemeldet/", account.logged_out, name="logged_out"),
    path("darstellung/", theme.choose_theme, name="theme"),
    path("jugendaemter/", seats.show_seats, name="seats"),
    path("konten/", accounts.accounts, name="accounts"),
    path("konten/einladung/", invitation.invitation, name="invitation"),
    path("konten/<uuid:pk>/", accounts.accounts_of, name="accounts_of"),
    path("konten/<uuid:pk>/einladen/", accounts.invite_person, name="invite"),
    path("konten/<uuid:pk>/bestaetigen/", accounts.confirm_list, name="accounts_confirm"),
    path("konten/einladung/<uuid:pk>/zustimmen/", accounts.agree_to, name="invitation_agree"),
    path("konten/einladung/<uuid:pk>/erneut/", accounts.invite_again, name="invitation_again"),
    path("konten/einladung/<uuid:pk>/zurueck/", accounts.take_back, name="invitation_take_back"),
    path("konten/rolle/<uuid:pk>/", account_roles.role, name="account_role"),
    path("konten/rolle/<uuid:pk>/aendern/", account_roles.change, name="role_change"),
    path("konten/rolle/<uuid:pk>/vertretung/", account_roles.deputy, name="role_deputy"),
    path("konten/rolle/<uuid:pk>/beenden/", account_roles.end, name="role_end"),
    path("konten/rolle/<uuid:pk>/ausgeschieden/", account_roles.left, name="person_left"),
    path("luecken/", gaps.gaps, name="gaps"),
    path("postfach/", mailbox.mailbox, name="mailbox"),
    path("stil/", styleguide.styleguide, name="styleguide"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
