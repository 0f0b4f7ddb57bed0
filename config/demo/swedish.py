"""The demo in Swedish: its pages, with the first section of the course, a coming run and one that has just ended."""

from datetime import datetime, timedelta

from django.utils import timezone

from cms.enums import ContentLanguage
from cms.models import HomePage, LibraryItemPage, LibraryPage
from config.demo.blocks import block as block_of
from config.demo.content_files import content
from config.demo.people import user_called
from config.demo.runs import at, enroll_all, friday_after, has_coming, make_run, three_days
from config.demo.workdays import workday_until
from config.new_site import Publisher
from config.swedish_site import make_swedish_pages, translated
from courses.models import Course, ModulePage, Session
from enrollment.enums import AttendanceStatus
from enrollment.services import confirm_session, mark_attendance
from enrollment.services.attendance import Mark
from feedback.queries import open_rounds_for
from feedback.services import open_due_rounds

PARTICIPANTS = ("sofia-testberg", "birgitta-exempelberg")
ENDED = ("gunilla-provlund", "maja-fiktivberg", "rasmus-exempelson")


def load_swedish(now: datetime) -> None:
    """Add what is missing; a page that exists is left as its editors made it."""
    course = Course.objects.get(code=content("course")["code"])
    _load_titles(course)
    own = content("swedish_pages")["demo"]
    make_swedish_pages(Publisher(**own["publisher"]), now, own)
    _load_course_pages(course)
    home = HomePage.objects.get(locale__language_code="fi")
    _load_library(LibraryPage.objects.child_of(home).get())
    label = content("swedish")["run_label"]
    if not has_coming(course, label, now):
        _load_run(course, label, now)
    if not _is_asked(course, now):
        _load_ended(course, now)


def _load_titles(course: Course) -> None:
    text = content("swedish")["course"]
    Course.objects.filter(pk=course.pk, title_sv="").update(title_sv=text["title"])
    course.refresh_from_db()
    for number, title in text["sections"].items():
        course.sections.filter(number=number, title_sv="").update(title_sv=title)
    for number, title in text["topics"].items():
        course.topics.filter(number=number, title_sv="").update(title_sv=title)
    modules = ModulePage.objects.filter(section__course=course)
    for theme in {theme for module in modules for theme in module.themes.all()}:
        if not theme.title_sv:
            theme.title_sv = text["themes"][theme.key]
            theme.save(update_fields=["title_sv"])


def _load_course_pages(course: Course) -> None:
    text, page = content("swedish"), course.pages.get(locale__language_code="fi")
    shown = text["course"]
    translated(
        page,
        title=shown["short_title"],
        introduction=[("paragraph", "".join(f"<p>{line}</p>" for line in shown["introduction"]))],
        what_you_learn="\n".join(shown["learn"]),
        **{name: shown[name] for name in ("promise", "practical", "cost_note", "for_whom", "notice")},
    )
    for module in text["modules"]:
        finnish = ModulePage.objects.child_of(page).get(key=module["key"])
        body = [block_of(block) for block in module["body"]]
        translated(finnish, title=module["title"], summary=module["summary"], body=body)


def _load_library(library: LibraryPage) -> None:
    text = content("swedish_pages")["library"]
    for row in text["items"]:
        finnish = LibraryItemPage.objects.child_of(library).get(slug=row["slug"])
        facts = {name: row[name] for name in ("title", "summary", "editor", "link_text") if name in row}
        body = [block_of(block) for block in row["body"]]
        translated(finnish, content_language=ContentLanguage.SV, body=body, attachments=[], **facts)


def _load_run(course: Course, label: str, now: datetime) -> None:
    first = friday_after(timezone.localdate(now) + timedelta(days=28))
    run = make_run(
        course, label, three_days(first), places=16,
        opens_at=now - timedelta(days=6), closes_at=at(first - timedelta(days=1), "23.59"), language="sv",
    )  # fmt: skip
    enroll_all(run, PARTICIPANTS, first_at=now - timedelta(days=5), step=timedelta(hours=7))


def _is_asked(course: Course, now: datetime) -> bool:
    """Whether a run in Swedish has ended so lately that its participants are being asked for feedback."""
    return any(
        asked.round.run.language == "sv" and asked.round.session_id is None
        for asked in open_rounds_for(user_called(ENDED[0]), now)
        if asked.round.run.course_id == course.pk
    )


def _load_ended(course: Course, now: datetime) -> None:
    """Everybody was there: the certificates are ready, and both questionnaires are open in Swedish."""
    last = workday_until(timezone.localdate(now) - timedelta(days=1))
    days = [workday_until(last - timedelta(days=count)) for count in (14, 1)] + [last]
    times = [(at(day, "9.00"), at(day, "12.00")) for day in days]
    run = make_run(
        course, content("swedish")["ended_label"], times, places=12, extent=9,
        opens_at=times[0][0] - timedelta(days=30), closes_at=at(days[0] - timedelta(days=1), "23.59"), language="sv",
    )  # fmt: skip
    enroll_all(run, ENDED, first_at=times[0][0] - timedelta(days=20), step=timedelta(hours=31))
    for session, (_starts, ends) in zip(run.sessions.order_by("number"), times, strict=True):
        _hold(session, ends + timedelta(minutes=15))
    open_due_rounds(times[-1][1] + timedelta(minutes=15))


def _hold(session: Session, when: datetime) -> None:
    marks = [Mark(user_called(key).pk, AttendanceStatus.PRESENT) for key in ENDED]
    mark_attendance(session, marks, by=user_called("helmi"), now=when)
    confirm_session(session, by=user_called("helmi"), now=when)
