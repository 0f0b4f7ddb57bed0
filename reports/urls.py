"""Addresses of the figures (architecture §5)."""

from django.urls import path

from reports import views

urlpatterns = [
    path("raportit/", views.report_list, name="reports"),
    path("raportit/csv/", views.period_csv, name="period-csv"),
    path("raportit/xlsx/", views.period_xlsx, name="period-xlsx"),
    path("raportit/rivit/<slug:key>/", views.period_rows, name="period-rows"),
    path("raportit/rivit/<slug:key>/csv/", views.rows_csv, name="period-rows-csv"),
    path("raportit/rivit/<slug:key>/xlsx/", views.rows_xlsx, name="period-rows-xlsx"),
    path("raportit/kerrotut/<slug:kind>/", views.period_told, name="period-told"),
    path("raportit/<uuid:run_id>/", views.report_run, name="report-run"),
    path("raportit/<uuid:run_id>/csv/", views.run_csv, name="report-run-csv"),
    path("raportit/<uuid:run_id>/puuttuu/", views.report_missing, name="report-missing"),
    path("raportit/<uuid:run_id>/puuttuu/csv/", views.missing_csv, name="report-missing-csv"),
    path("raportit/<uuid:run_id>/rivit/<slug:key>/", views.report_rows, name="report-rows"),
    path("raportit/<uuid:run_id>/rivit/<slug:key>/csv/", views.run_rows_csv, name="report-csv"),
]
