"""Addresses of the work: report, receipt, inbox, concern, jurisdiction."""

from django.urls import path

from cases.views import check, intake, receipt, report, steps

app_name = "cases"

urlpatterns = [
    path("mitteilung/neu/", report.report, name="report"),
    path("aufnahme/neu/", intake.intake, name="intake"),
    path("mitteilung/<uuid:draft_id>/verwerfen/", report.discard, name="discard"),
    path("mitteilung/<uuid:draft_id>/pruefen/", check.check, name="check"),
    path("mitteilung/<uuid:draft_id>/<slug:slug>/", steps.step, name="step"),
    path("mitteilung/<str:reference>/eingang/", receipt.receipt, name="receipt"),
    path("mitteilung/<str:reference>/eingang.pdf", receipt.receipt_pdf, name="receipt_pdf"),
]
