"""Figures for trainers and administrators: of a period, and of one run."""

from reports.views.answers import Crumb
from reports.views.period import period_csv, period_rows, period_told, period_xlsx, report_list, rows_csv, rows_xlsx
from reports.views.runs import missing_csv, report_missing, report_rows, report_run, run_csv
from reports.views.runs import rows_csv as run_rows_csv

__all__ = [
    "Crumb",
    "missing_csv",
    "period_csv",
    "period_rows",
    "period_told",
    "period_xlsx",
    "report_list",
    "report_missing",
    "report_rows",
    "report_run",
    "rows_csv",
    "rows_xlsx",
    "run_csv",
    "run_rows_csv",
]
