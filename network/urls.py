"""Addresses of the network's own pages: start, account, health, practice."""

from django.urls import path

from network.views import (
    account,
    account_roles,
    accounts,
    again,
    gaps,
    health,
    invitation,
    mailbox,
    passwords,
    provider,
    seats,
    second_factor,
    security,
    sessions,
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

signing_in = [
    path("anmelden/", account.Login.as_view(), name="account_login"),
    path("anmelden/zweiter-faktor/", second_factor.SecondFactor.as_view(), name="mfa_authenticate"),
    path("anmelden/passkey/", second_factor.PasskeyLogin.as_view(), name="mfa_login_webauthn"),
    path("anmelden/erneut/", again.SignInAgain.as_view(), name="account_reauthenticate"),
    path("anmelden/bei/<slug:provider_id>/", provider.begin, name="openid_connect_login"),
    path("anmelden/von/<slug:provider_id>/", provider.come_back, name="openid_connect_callback"),
    path("passwort-vergessen/", passwords.forgotten, name="account_reset_password"),
    path("passwort-vergessen/neu/<str:token>/", passwords.renew, name="password_renew"),
    path("konto/passwort/", passwords.change, name="account_change_password"),
    path("konto/sicherheit/", security.overview, name="mfa_index"),
    path("konto/sicherheit/app/", security.add_app, name="mfa_activate_totp"),
    path("konto/sicherheit/passkey/", security.add_passkey, name="mfa_add_webauthn"),
    path("konto/sicherheit/<int:number>/entfernen/", security.remove_factor, name="mfa_remove"),
    path("konto/sicherheit/codes/", security.new_codes, name="mfa_generate_recovery_codes"),
    path("konto/sicherheit/anbieter/", provider.links, name="socialaccount_connections"),
    path("konto/sitzungen/", sessions.sessions, name="usersessions_list"),
]
"""Pages of signing in, under the names by which django-allauth knows them."""
