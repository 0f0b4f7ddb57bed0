"""What the views of figures share: the way here, the chosen groups, and files as answers."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import slugify
from django.utils.translation import gettext as _

from reports import queries
from reports.columns import PersonColumn

PEOPLE_PER_PAGE = 25
CHUNK = 500
GROUP_KEY = re.compile(r"[0-9]{1,18}|none|own|unknown")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Crumb(NamedTuple):
    """A step of the way here, as `components/breadcrumb.html` wants it."""

    title: str
    url: str = ""


def desk_crumb() -> Crumb:
    """The trainer's desk."""
    return Crumb(_("Trainer's desk"), reverse("desk"))


def list_crumb(query: str = "") -> Crumb:
    """The report of a period, with the period that was looked at."""
    return Crumb(_("Figures of the runs"), reverse("reports") + (f"?{query}" if query else ""))


def chosen_groups(request: HttpRequest) -> dict[str, str]:
    """The organisation, sector, job title and region asked for; an impossible one is a wrong address."""
    chosen = {name: request.GET[name] for name in queries.BREAKDOWNS if request.GET.get(name)}
    if not all(GROUP_KEY.fullmatch(key) for key in chosen.values()):
        raise Http404
    return chosen


def with_query(address: str, chosen: dict[str, str]) -> str:
    """The address with the chosen groups."""
    return f"{address}?{urlencode(chosen)}" if chosen else address


def texts(columns: Sequence[PersonColumn], rows: queries.People) -> Iterator[list[str]]:
    """The rows of a file, read bit by bit."""
    return ([column.text(row) for column in columns] for row in rows.iterator(chunk_size=CHUNK))


def csv_answer(title: str, lines: Iterable[bytes]) -> StreamingHttpResponse:
    """A CSV to keep, sent as it is made."""
    return _answer(f"{_name(title)}.csv", lines, "text/csv; charset=utf-8")


def xlsx_answer(title: str, chunks: Iterable[bytes]) -> StreamingHttpResponse:
    """A workbook to keep."""
    return _answer(f"{_name(title)}.xlsx", chunks, XLSX)


def _answer(name: str, chunks: Iterable[bytes], content_type: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(chunks, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _name(title: str) -> str:
    return slugify(title)[:120].strip("-") or "raportti"
