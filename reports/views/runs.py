"""Figures of one run for its trainers and for administrators. They open to people: everybody else meets a 404."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.queries import is_administrator
from courses.models import CourseRun
from reports import queries
from reports.columns import PersonColumn, columns_of, columns_of_run
from reports.forms import MissingForm
from reports.missing import headings, missing_table, why_empty
from reports.missing import texts as missing_texts
from reports.pages import run_report
from reports.spreadsheet import csv_lines
from reports.tables import people_table
from reports.views.answers import (
    PEOPLE_PER_PAGE,
    Crumb,
    chosen_groups,
    csv_answer,
    desk_crumb,
    list_crumb,
    texts,
    with_query,
)


@login_required
@require_safe
def report_run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The figures of one run as they stand now."""
    run, now = _run(request, run_id), timezone.now()
    context = {
        "run": run,
        "report": run_report(run, now, request.GET.get("page")),
        "as_of": now,
        "crumbs": [desk_crumb(), list_crumb(), Crumb(run.label)],
    }
    return render(request, "reports/report_run.html", context)


@login_required
@require_safe
def report_rows(request: HttpRequest, run_id: UUID, key: str) -> HttpResponse:
    """The people behind one figure."""
    run, now = _run(request, run_id), timezone.now()
    figure, chosen = _figure(run, key), chosen_groups(request)
    rows = queries.listed(figure.rows, now, **chosen)
    page = Paginator(rows.none() if figure.unknown else rows, PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "run": run,
        "figure": figure,
        "page": page,
        "table": people_table(columns_of(figure, run), page.object_list, page.paginator.count),
        "groups": queries.group_labels(**chosen),
        "query": f"{urlencode(chosen)}&" if chosen else "",
        "csv_url": with_query(reverse("report-csv", args=[run.pk, key]), chosen),
        "crumbs": [
            desk_crumb(),
            list_crumb(),
            Crumb(run.label, reverse("report-run", args=[run.pk])),
            Crumb(str(figure.label)),
        ],
    }
    return render(request, "reports/report_rows.html", context)


@login_required
@require_safe
def rows_csv(request: HttpRequest, run_id: UUID, key: str) -> StreamingHttpResponse:
    """The same people as a file; there is none for a figure that is not known."""
    run, now = _run(request, run_id), timezone.now()
    figure, chosen = _figure(run, key), chosen_groups(request)
    if figure.unknown:
        raise Http404
    rows = queries.listed(figure.rows, now, **chosen)
    return _file(run, str(figure.label), columns_of(figure, run), rows)


@login_required
@require_safe
def run_csv(request: HttpRequest, run_id: UUID) -> StreamingHttpResponse:
    """Everybody who had a place in the run, each session in its column."""
    run, now = _run(request, run_id), timezone.now()
    columns = columns_of_run(run, queries.marks_of_run(run), now)
    return _file(run, _("participants"), columns, queries.listed(queries.everyone_with_a_place(run, now), now))


@login_required
@require_safe
def report_missing(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Who lacks what, by whose turn it is."""
    run, now = _run_alone(request, run_id), timezone.now()
    rows = queries.missing_of_run(run, now)
    form, lines = _narrowed(request, rows)
    page = Paginator(lines, PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    opens_people = is_administrator(request.user)
    context = {
        "run": run,
        "page": page,
        "table": missing_table(page.object_list, page.paginator.count, opens_people=opens_people),
        "empty": None if rows else why_empty(run, now),
        "form": form,
        "query": f"{form.query}&" if form.query else "",
        "csv_url": with_query(reverse("report-missing-csv", args=[run.pk]), form.chosen),
        "crumbs": [
            desk_crumb(),
            list_crumb(),
            Crumb(run.label, reverse("report-run", args=[run.pk])),
            Crumb(_("What is missing")),
        ],
    }
    return render(request, "reports/report_missing.html", context)


@login_required
@require_safe
def missing_csv(request: HttpRequest, run_id: UUID) -> StreamingHttpResponse:
    """The same as a file."""
    run = _run_alone(request, run_id)
    _form, found = _narrowed(request, queries.missing_of_run(run, timezone.now()))
    lines = csv_lines(headings(), (missing_texts(line) for line in found))
    return csv_answer(f"{run.course.title} {run.label} {_('What is missing')}", lines)


def _narrowed(request: HttpRequest, rows: Sequence[queries.Missing]) -> tuple[MissingForm, list[queries.Line]]:
    """The form with what was chosen, and the lines of the list that were asked for."""
    form = MissingForm(request.GET, rows=rows)
    wanted = form.wanted()
    return form, queries.lines_of([row for row in rows if wanted.takes(row)])


def _run(request: HttpRequest, run_id: UUID) -> CourseRun:
    return get_object_or_404(queries.reported_run(request.user), pk=run_id)


def _run_alone(request: HttpRequest, run_id: UUID) -> CourseRun:
    """The run without its sessions: what is missing loads them itself, with the rules."""
    return get_object_or_404(queries.reported_runs(request.user), pk=run_id)


def _figure(run: CourseRun, key: str) -> queries.Figure:
    figure = queries.figure_called(run, key, timezone.now())
    if figure is None:
        raise Http404
    return figure


def _file(run: CourseRun, title: str, columns: Sequence[PersonColumn], rows: queries.People) -> StreamingHttpResponse:
    lines = csv_lines([column.label for column in columns], texts(columns, rows))
    return csv_answer(f"{run.course.title} {run.label} {title}", lines)
