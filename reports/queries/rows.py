"""The people behind a figure, ready to be listed."""

from datetime import datetime
from uuid import UUID

from django.db.models import Subquery

from accounts.collation import in_finnish_order
from courses.models import CourseRun
from enrollment.models import Attendance
from reports.queries.breakdown import with_keys
from reports.queries.people import People, valid_certificates


def listed(rows: People, as_of: datetime, **chosen: str) -> People:
    """The rows in Finnish alphabetical order with `certified_at`; `sector="3"` and the like choose one group."""
    newest = valid_certificates(as_of).order_by("-issued_at").values("issued_at")[:1]
    rows = with_keys(rows).annotate(certified_at=Subquery(newest)).select_related("sector", "profession", "run")
    rows = rows.filter(**{f"{name}_key": key for name, key in chosen.items()})
    return rows.order_by(in_finnish_order("name"), "pk")


def marks_of_run(run: CourseRun) -> dict[tuple[int, UUID], tuple[str, int | None]]:
    """Status and minutes of every mark of the run by person and session, in one query."""
    rows = Attendance.objects.filter(session__run=run).values_list("person", "session", "status", "minutes")
    return {(person, session): (status, minutes) for person, session, status, minutes in rows}
