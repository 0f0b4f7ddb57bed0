"""Addresses of the figures (architecture §5)."""

from django.urls import path

from reports import views

urlpatterns = [
    path("raportit/", views.report_list, name="reports"),
    path("raportit/<uuid:run_id>/", views.report_run, name="report-run"),
    path("raportit/<uuid:run_id>/csv/", views.run_csv, name="report-run-csv"),
    path("raportit/<uuid:run_id>/rivit/<slug:key>/", views.report_rows, name="report-rows"),
    path("raportit/<uuid:run_id>/rivit/<slug:key>/csv/", views.rows_csv, name="report-csv"),
]
