"""Freezing what is printed, and what it rests on. Nothing on a certificate is read live afterwards."""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import npgettext, override, pgettext

from accounts.enums import Language
from accounts.names import normalised
from certificates.models import Certificate, CertificateTemplate, Route
from certificates.pdf import Snapshot
from courses.enums import Mode, OrganiserPart
from courses.models import Course, CourseRun, Session
from courses.progress import Cover, Progress, Unit
from courses.queries import held_sessions, trainer_names
from enrollment.models import Enrollment, Submission
from messaging.dates import date_range, long_day

VERSION = 1
MOST_CONTENT_LINES = 6


def printed(certificate: Certificate, run: CourseRun, evidence: dict[str, Any]) -> Snapshot:
    """Everything the paper and the public page say, in the language of the certificate template.

    `run` comes with everything loaded (`courses.queries.runs_with_everything`).
    """
    template, route = certificate.template, certificate.route
    with override(template.language):
        return _in_nfc({
            "version": VERSION,
            "language": template.language,
            "template": {"key": template.key, "number": template.number},
            "human_id": certificate.human_id,
            "check_url": settings.SITE_URL.rstrip("/") + reverse("certificate-verify", args=[certificate.token]),
            "met_on": certificate.met_on.isoformat(),
            "heading": template.heading,
            "verb": template.verb,
            "name": normalised(certificate.enrollment.person.name),
            "course": _course_title(run.course, template.language),
            "sentence": normalised(route.sentence_in(template.language)),
            "content": _content(run),
            "facts": [*_facts(run, route, evidence, certificate.met_on), *_replaced(certificate)],
            "place_and_date": _place_and_date(template, certificate.met_on),
            "signatories": [{key: person.get(key, "") for key in ("name", "title")} for person in template.signatories],
            "notice": _("The certificate was drawn up electronically and has no handwritten signature."),
            "labels": {
                "content": pgettext("on a certificate", "Content"),
                "id": pgettext("on a certificate", "Certificate ID"),
                "check": pgettext("on a certificate", "Verify this certificate"),
            },
        })  # fmt: skip


def _course_title(course: Course, language: str) -> str:
    """The title in the paper's language; the Finnish one stands in and says that it is Finnish (certificate.md §6)."""
    if language == Language.FINNISH or getattr(course, f"title_{language}"):
        return course.title
    return _("%(title)s (in Finnish)") % {"title": course.title_fi}


def evidence_of(enrollment: Enrollment, progress: Progress, rule_text: str) -> dict[str, Any]:
    """The rule that was met and the facts that met it; internal, never printed and never shown in public."""
    sessions = Session.objects.in_bulk(_referred(progress.covered, "session"))
    assignments = _referred(progress.covered, "assignment")
    submissions = {
        row.assignment_id: row for row in Submission.objects.filter(enrollment=enrollment, assignment__in=assignments)
    }
    return {
        "rule": rule_text,
        "rule_set": enrollment.completed_under.number if enrollment.completed_under else None,
        "completed_at": enrollment.completed_at.isoformat() if enrollment.completed_at else None,
        "units": [_unit(unit, sessions, submissions) for unit in progress.covered],
    }


def _unit(unit: Unit, sessions: dict[UUID, Session], submissions: dict[UUID, Submission]) -> dict[str, Any]:
    session = next((sessions.get(key) for key in _referred([unit], "session")), None)
    submission = next((submissions.get(key) for key in _referred([unit], "assignment")), None)
    return {
        "key": unit.key,
        "title": unit.title,
        "cover": unit.cover.value if unit.cover else "",
        "evidence": unit.evidence,
        "covered_at": unit.covered_at.isoformat() if unit.covered_at else None,
        "held_on": localtime(session.starts_at).date().isoformat() if session and session.starts_at else None,
        "approved_by": submission.reviewer_id
        if submission
        else session.attendance_confirmed_by_id
        if session
        else None,
    }


def _referred(units: Sequence[Unit], kind: str) -> list[UUID]:
    """The keys of the sessions or assignments that cover these units."""
    references = [unit.evidence.partition(":") for unit in units]
    return [UUID(value) for name, _separator, value in references if name == kind]


def _facts(run: CourseRun, route: Route, evidence: dict[str, Any], met_on: date) -> list[dict[str, Any]]:
    """Label and values in the order of the paper; what is not known is left out."""
    hosts = _organisers(run, {OrganiserPart.LEAD, OrganiserPart.JOINT})
    trainers = trainer_names(run)
    rows = [
        ("extent", pgettext("on a certificate", "Extent"), _extent(run.extent_hours, run.extent_note)),
        ("period", pgettext("on a certificate", "Dates"), _period(run, evidence)),
        ("mode", pgettext("on a certificate", "Mode"), [_mode(run.mode)]),
        ("completed", pgettext("on a certificate", "Completed"), [date_range(met_on, met_on)]),
        ("trainers", npgettext("on a certificate", "Trainer", "Trainers", len(trainers)), trainers),
        ("programme", pgettext("on a certificate", "Certificate programme"), [route.programme.title]),
        ("route", pgettext("on a certificate", "Route"), [route.title]),
        ("organisers", npgettext("on a certificate", "Organiser", "Organisers", len(hosts)), hosts),
        ("partners", pgettext("on a certificate", "In cooperation with"), _organisers(run, {OrganiserPart.PARTNER})),
    ]
    return [{"key": key, "label": label, "values": values} for key, label, values in rows if values]


def _replaced(certificate: Certificate) -> list[dict[str, Any]]:
    """The ID of the certificate this one stands for; never why (certificate.md §1)."""
    if certificate.replaces is None:
        return []
    label = pgettext("on a certificate", "Replaces the certificate")
    return [{"key": "replaces", "label": label, "values": [certificate.replaces.human_id]}]


def _extent(hours: Decimal | None, note: str) -> list[str]:
    if not hours:
        return []
    whole = hours == hours.to_integral_value()
    amount = f"{hours.normalize():f}".replace(".", ",")
    text = npgettext("on a certificate", "%(hours)s hour", "%(hours)s hours", int(hours) if whole else 2) % {
        "hours": amount
    }
    return [f"{text} ({normalised(note)})" if note else text]


def _period(run: CourseRun, evidence: dict[str, Any]) -> list[str]:
    """First and last session; a make-up held later extends it."""
    days = [localtime(session.starts_at).date() for session in held_sessions(run) if session.starts_at]
    days += [
        date.fromisoformat(unit["held_on"])
        for unit in evidence["units"]
        if unit["cover"] == Cover.OTHER_GROUP.value and unit["held_on"]
    ]
    days = days or [day for day in (run.period_from, run.period_until) if day]
    return [date_range(min(days), max(days))] if days else []


def _mode(mode: str) -> str:
    return {
        Mode.ONLINE: pgettext("on a certificate", "online"),
        Mode.ONSITE: pgettext("on a certificate", "on site"),
        Mode.HYBRID: pgettext("on a certificate", "partly online"),
    }[Mode(mode)]


def _content(run: CourseRun) -> list[str]:
    """What the run's held sessions were about; the sections of the training when no session says."""
    topics = [session.topic.title for session in held_sessions(run) if session.topic]
    sections = [section.title for section in run.course.sections.all()]
    return (list(dict.fromkeys(topics)) or sections)[:MOST_CONTENT_LINES]


def _organisers(run: CourseRun, parts: Iterable[str]) -> list[str]:
    organisers = [row.organiser for row in run.organisers.all() if row.part in parts]
    return [", ".join(filter(None, [organiser.name, organiser.project])) for organiser in organisers]


def _place_and_date(template: CertificateTemplate, met_on: date) -> str:
    """`Kuopiossa 21. kesäkuuta 2021`; without the inflected place `Kuopio 21.6.2021` (certificate.md §1).

    In Swedish `Kuopio den 21 juni 2021`, which inflects nothing.
    """
    if template.place_inflected and template.language == Language.FINNISH:
        return f"{template.place_inflected} {long_day(met_on)}"
    if template.place and template.language == Language.SWEDISH:
        return f"{template.place} den {long_day(met_on)}"
    return f"{template.place} {date_range(met_on, met_on)}".strip()


def met_on(enrollment: Enrollment, run: CourseRun) -> date:
    """The day the last condition was met and confirmed, in Finnish time."""
    instants: list[datetime | None] = [enrollment.completed_at]
    instants += [session.attendance_confirmed_at for session in held_sessions(run)]
    return localtime(max(instant for instant in instants if instant)).date()


def _in_nfc(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _in_nfc(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_in_nfc(part) for part in value]
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value
