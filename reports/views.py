"""Figures for the run's trainers and for administrators. They open to people: everybody else meets a 404."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.queries import is_trainer
from courses.models import CourseRun
from enrollment.models import Enrollment
from reports import queries
from reports.columns import PersonColumn, columns_of, columns_of_run
from reports.pages import run_report
from reports.spreadsheet import csv_lines
from reports.tables import people_table, run_table

RUNS_PER_PAGE = PEOPLE_PER_PAGE = 25
CHUNK = 500
GROUP_KEY = re.compile(r"[0-9]{1,18}|none|unknown")
CHOICES = ("organisation", "sector")


class Crumb(NamedTuple):
    """A step of the way here, as `components/breadcrumb.html` wants it."""

    title: str
    url: str = ""


@login_required
@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """The runs whose figures the person may see, newest first."""
    if not is_trainer(request.user):
        raise Http404
    page = Paginator(queries.reported_runs(request.user), RUNS_PER_PAGE).get_page(request.GET.get("page"))
    runs = list(page.object_list)
    table = run_table(runs, queries.run_counts(runs, timezone.now()))
    context = {"page": page, "table": table, "crumbs": [_desk(), Crumb(_("Figures of the runs"))]}
    return render(request, "reports/report_list.html", context)


@login_required
@require_safe
def report_run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The figures of one run as they stand now."""
    run, now = _run(request, run_id), timezone.now()
    context = {
        "run": run,
        "report": run_report(run, now, request.GET.get("page")),
        "as_of": now,
        "crumbs": [_desk(), _list(), Crumb(run.label)],
    }
    return render(request, "reports/report_run.html", context)


@login_required
@require_safe
def report_rows(request: HttpRequest, run_id: UUID, key: str) -> HttpResponse:
    """The people behind one figure."""
    run, now = _run(request, run_id), timezone.now()
    figure, chosen = _figure(run, key), _chosen(request)
    rows = queries.listed(figure.rows, now, **chosen)
    page = Paginator(rows.none() if figure.unknown else rows, PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "run": run,
        "figure": figure,
        "page": page,
        "table": people_table(columns_of(figure, run), page.object_list, page.paginator.count),
        "groups": queries.group_labels(**chosen),
        "query": f"{urlencode(chosen)}&" if chosen else "",
        "csv_url": _with(reverse("report-csv", args=[run.pk, key]), chosen),
        "crumbs": [_desk(), _list(), Crumb(run.label, reverse("report-run", args=[run.pk])), Crumb(str(figure.label))],
    }
    return render(request, "reports/report_rows.html", context)


@login_required
@require_safe
def rows_csv(request: HttpRequest, run_id: UUID, key: str) -> StreamingHttpResponse:
    """The same people as a file; there is none for a figure that is not known."""
    run, now = _run(request, run_id), timezone.now()
    figure, chosen = _figure(run, key), _chosen(request)
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


def _run(request: HttpRequest, run_id: UUID) -> CourseRun:
    return get_object_or_404(queries.reported_run(request.user), pk=run_id)


def _figure(run: CourseRun, key: str) -> queries.Figure:
    figure = queries.figure_called(run, key, timezone.now())
    if figure is None:
        raise Http404
    return figure


def _chosen(request: HttpRequest) -> dict[str, str]:
    """The organisation and sector asked for; an impossible one is a wrong address."""
    chosen = {name: request.GET[name] for name in CHOICES if request.GET.get(name)}
    if not all(GROUP_KEY.fullmatch(key) for key in chosen.values()):
        raise Http404
    return chosen


def _with(address: str, chosen: dict[str, str]) -> str:
    return f"{address}?{urlencode(chosen)}" if chosen else address


def _file(run: CourseRun, title: str, columns: Sequence[PersonColumn], rows: queries.People) -> StreamingHttpResponse:
    lines = csv_lines([column.label for column in columns], _texts(columns, rows.iterator(chunk_size=CHUNK)))
    name = slugify(f"{run.course.title} {run.label} {title}")[:120].strip("-") or "raportti"
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _texts(columns: Sequence[PersonColumn], rows: Iterable[Enrollment]) -> Iterable[list[str]]:
    return ([column.text(row) for column in columns] for row in rows)


def _desk() -> Crumb:
    return Crumb(_("Trainer's desk"), reverse("desk"))


def _list() -> Crumb:
    return Crumb(_("Figures of the runs"), reverse("reports"))
