"""Addresses of the work: report, receipt, inbox, concern, jurisdiction."""

from django.urls import path

from cases.views import (
    actions,
    canary,
    casework,
    check,
    copies,
    decisions,
    form_drafts,
    inbox,
    intake,
    jurisdiction,
    metrics,
    my_reports,
    notice,
    receipt,
    report,
    step_drafts,
    steps,
    watchdog,
)

app_name = "cases"

urlpatterns = [
    path("probelauf/", canary.canary, name="canary"),
    path("metrics", metrics.metrics, name="metrics"),
    path("wachhund", watchdog.watchdog, name="watchdog"),
    path("mitteilung/neu/", report.report, name="report"),
    path("aufnahme/neu/", intake.intake, name="intake"),
    path("mitteilung/<uuid:draft_id>/verwerfen/", report.discard, name="discard"),
    path("mitteilung/<uuid:draft_id>/pruefen/", check.check, name="check"),
    path("mitteilung/<uuid:draft_id>/<slug:slug>/", steps.step, name="step"),
    path(
        "mitteilung/<uuid:draft_id>/<slug:slug>/entwurf/",
        step_drafts.autosave,
        name="step_autosave",
    ),
    path(
        "mitteilung/<uuid:draft_id>/<slug:slug>/fassungen/",
        step_drafts.versions,
        name="step_versions",
    ),
    path("entwuerfe/", copies.alive, name="drafts_alive"),
    path("entwuerfe/<uuid:draft_id>/schluessel/", copies.key, name="draft_key"),
    path("mitteilung/<slug:reference>/eingang/", receipt.receipt, name="receipt"),
    path("mitteilung/<slug:reference>/eingang.pdf", receipt.receipt_pdf, name="receipt_pdf"),
    path("meine-mitteilungen/", my_reports.my_reports, name="my_reports"),
    path("zustaendig/", jurisdiction.jurisdiction, name="jurisdiction"),
    path("zustaendig/pruefen/", jurisdiction.jurisdiction_check, name="jurisdiction_check"),
    path("eingang/", inbox.inbox, name="inbox"),
    path("eingang/<uuid:pk>/", notice.notice, name="notice"),
    path("eingang/<uuid:pk>/uebernehmen/", actions.take_over, name="take_over"),
    path("eingang/<uuid:pk>/telefonisch/", actions.confirm_by_phone, name="confirm_by_phone"),
    path("eingang/<uuid:pk>/mitteilende-person/", casework.reporter, name="reporter"),
    path("eingang/<uuid:pk>/weiterleiten/", decisions.forward, name="forward"),
    path("eingang/<uuid:pk>/anders-entscheiden/", decisions.overrule, name="overrule"),
    path("eingang/<uuid:pk>/<slug:slug>/entwurf/", form_drafts.autosave, name="form_autosave"),
    path("eingang/<uuid:pk>/<slug:slug>/fassungen/", form_drafts.versions, name="form_versions"),
    path("eingang/<uuid:pk>/freigeben/", actions.release, name="release"),
    path("eingang/<uuid:pk>/nicht-senden/", actions.withhold, name="withhold"),
]
