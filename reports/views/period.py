"""The report of a period. What is asked stands in the address, so that it can be shared and kept."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.models import CourseRun
from enrollment.enums import FigureKind
from enrollment.queries import has_screen
from enrollment.rights import Right
from messaging.dates import date_range
from reports import queries
from reports.columns import columns_of_period
from reports.forms import PeriodForm
from reports.period_figures import period_numbers
from reports.period_files import Sheet, flat_rows, sheets
from reports.period_pages import period_report, told_table
from reports.periods import Period
from reports.spreadsheet import csv_lines, xlsx_chunks
from reports.tables import people_table
from reports.views.answers import (
    PEOPLE_PER_PAGE,
    Crumb,
    chosen_groups,
    csv_answer,
    desk_crumb,
    list_crumb,
    texts,
    xlsx_answer,
)


@login_required
@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """The figures of the runs the person may see, of a period when one is asked."""
    form = _form(request)
    context: dict[str, Any] = {"form": form, "crumbs": [desk_crumb(), Crumb(_("Figures of the runs"))]}
    if form.is_valid():
        period = form.period()
        runs = queries.runs_of_period(request.user, period)
        report = period_report(runs, period, form.organiser_label(), request.GET.get("page"))
        context |= {"report": report, "period": period, "query": f"{period.query}&" if period.query else ""}
    return render(request, "reports/report_period.html", context)


@login_required
@require_safe
def period_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same figures in one table, sent line by line."""
    period, parts = _sheets(request)
    return csv_answer(_file_name(_("figures"), period), csv_lines([_("Figures of the runs")], flat_rows(parts)))


@login_required
@require_safe
def period_xlsx(request: HttpRequest) -> StreamingHttpResponse:
    """The same figures as a workbook, a sheet for each way of dividing them."""
    period, parts = _sheets(request)
    chunks = xlsx_chunks((sheet.title, sheet.header, sheet.rows) for sheet in parts)
    return xlsx_answer(_file_name(_("figures"), period), chunks)


@login_required
@require_safe
def period_rows(request: HttpRequest, key: str) -> HttpResponse:
    """The people behind one figure of a period, each once."""
    figure, period, rows = _rows(request, key)
    chosen = chosen_groups(request)
    page = Paginator(rows, PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "figure": figure,
        "period": period,
        "page": page,
        "table": people_table(columns_of_period(figure), page.object_list, page.paginator.count),
        "groups": queries.group_labels(**chosen),
        "query": "&".join(filter(None, [period.query, urlencode(chosen)])),
        "crumbs": [desk_crumb(), list_crumb(period.query), Crumb(str(figure.label))],
    }
    return render(request, "reports/period_rows.html", context)


@login_required
@require_safe
def rows_csv(request: HttpRequest, key: str) -> StreamingHttpResponse:
    """The same people as a CSV."""
    figure, period, rows = _rows(request, key)
    columns = columns_of_period(figure)
    lines = csv_lines([column.label for column in columns], texts(columns, rows))
    return csv_answer(_file_name(str(figure.label), period), lines)


@login_required
@require_safe
def rows_xlsx(request: HttpRequest, key: str) -> StreamingHttpResponse:
    """The same people as a workbook."""
    figure, period, rows = _rows(request, key)
    columns = columns_of_period(figure)
    sheet = (str(figure.label), [column.label for column in columns], texts(columns, rows))
    return xlsx_answer(_file_name(str(figure.label), period), xlsx_chunks([sheet]))


@login_required
@require_safe
def period_told(request: HttpRequest, kind: str) -> HttpResponse:
    """Where the told numbers of one kind come from."""
    if kind not in FigureKind.values:
        raise Http404
    period, runs = _asked(request)
    page = Paginator(queries.told_rows(runs, period.as_of, kind), PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": FigureKind(kind).label,
        "period": period,
        "page": page,
        "table": told_table(page.object_list),
        "crumbs": [desk_crumb(), list_crumb(period.query), Crumb(str(FigureKind(kind).label))],
    }
    return render(request, "reports/period_told.html", context)


def _form(request: HttpRequest) -> PeriodForm:
    if not has_screen(request.user, Right.SEE_FIGURES):
        raise Http404
    return PeriodForm(request.GET, organisers=queries.organiser_choices(request.user), now=timezone.now())


def _asked(request: HttpRequest) -> tuple[Period, QuerySet[CourseRun]]:
    """The period of an address and its runs; the form alone says what is impossible, here it is a wrong address."""
    form = _form(request)
    if not form.is_valid():
        raise Http404
    return form.period(), queries.runs_of_period(request.user, form.period())


def _rows(request: HttpRequest, key: str) -> tuple[queries.Definition, Period, queries.People]:
    figure = queries.definition_called(key)
    if figure is None:
        raise Http404
    period, runs = _asked(request)
    rows = queries.counted_people(figure, runs, period.as_of)
    return figure, period, queries.listed(rows, period.as_of, **chosen_groups(request))


def _file_name(what: str, period: Period) -> str:
    return f"{what} {period.in_a_file_name}".strip()


def _sheets(request: HttpRequest) -> tuple[Period, Iterable[Sheet]]:
    form = _form(request)
    if not form.is_valid():
        raise Http404
    period = form.period()
    runs = queries.runs_of_period(request.user, period)
    day = timezone.localdate(period.as_of)
    asked = [
        (_("Period"), period.days_in_words() or _("All")),
        (_("Organiser"), form.organiser_label() or _("All organisers")),
        (_("Figures as of"), date_range(day, day)),
    ]
    return period, sheets(period_numbers(runs, period.as_of), runs, asked)
