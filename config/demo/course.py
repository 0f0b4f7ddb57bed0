"""The Sytykettä course: what stays the same from run to run."""

from typing import Any

from accounts.enums import Language
from accounts.models import Region, Sector
from certificates.models import CertificateOffer, CertificateProgramme, CertificateTemplate, Route
from config.demo.content_files import content
from courses.enums import CourseStatus
from courses.models import (
    Course,
    CourseRun,
    FileAssignment,
    Organiser,
    Section,
    Session,
    TextAssignment,
    Theme,
    Topic,
)
from feedback.models import FeedbackForm, Question


def load_course() -> Course:
    """The course with its sections, themes, topics and organiser."""
    text, paper = content("course"), content("certificate")["organiser"]
    region = Region.objects.filter(key=paper["region"]).first()
    organiser, _ = Organiser.objects.get_or_create(
        name=paper["name"], project=paper["project"], defaults={"region": region}
    )
    facts = {"title_fi": text["title_fi"], "status": CourseStatus.ACTIVE, "default_organiser": organiser}
    course, created = Course.objects.get_or_create(
        code=text["code"],
        defaults={**facts, "parallel_places": 2},  # Aino is in today's trial and in a group to come
    )
    if created:
        course.target_groups.set(Sector.objects.filter(key__in=text["target_groups"]))
    for section in text["sections"]:
        Section.objects.get_or_create(course=course, number=section["number"], defaults={"title_fi": section["title"]})
    for position, theme in enumerate(text["themes"]):
        facts = {"title_fi": theme["title"], "intro": theme["intro"], "position": position}
        Theme.objects.get_or_create(key=theme["key"], defaults=facts)
    for topic in text["topics"]:
        Topic.objects.get_or_create(
            course=course, number=topic["number"], retired_at=None, defaults={"title_fi": topic["title"]}
        )
    return course


def load_feedback_forms() -> None:
    """The closing questionnaire and the quick one after each session, in Finnish and Swedish, used for every run."""
    for name in ("feedback", "pulse"):
        _load_feedback_form(content(name), Language.FINNISH)
        _load_feedback_form(_in_swedish(content(name), content("swedish_feedback")[name]), Language.SWEDISH)


def _in_swedish(finnish: dict[str, Any], words: dict[str, Any]) -> dict[str, Any]:
    """The questionnaire with the same keys, so that answers in both languages can be told together."""
    questions = [
        {
            **row,
            "text": words["questions"][row["key"]],
            "choices": [
                {"key": choice["key"], "label": words["choices"][row["key"]][choice["key"]]}
                for choice in row["choices"]
            ],
        }
        for row in finnish["questions"]
    ]
    return {**finnish, "title": words["title"], "intro": words["intro"], "questions": questions}


def _load_feedback_form(text: dict[str, Any], language: Language) -> None:
    facts: dict[str, Any] = {name: text[name] for name in ("title", "intro", "moment", "open_days") if name in text}
    form, created = FeedbackForm.objects.get_or_create(
        key=text["key"], number=text["number"], language=language, defaults={**facts, "is_default": True}
    )
    if created:
        for position, row in enumerate(text["questions"]):
            shown_if = row["shown_if"] or {}
            Question.objects.create(
                form=form,
                key=row["key"],
                position=position,
                kind=row["kind"],
                text=row["text"],
                choices=row["choices"],
                shown_if=Question.objects.filter(form=form, key=shown_if.get("question", "")).first(),
                shown_if_values=shown_if.get("values", []),
            )


def add_assignments(run: CourseRun, sessions: list[Session]) -> None:
    """Each topic's supplementary assignment, in the run's language: a map as a file, the others as text."""
    by_number = {session.topic.number: session.topic for session in sessions if session.topic}
    for row in content("swedish" if run.language == "sv" else "assignments")["assignments"]:
        if row["topic"] in by_number:
            kind = FileAssignment if "max_files" in row else TextAssignment
            facts = ("key", "title", "instructions", "due_days", "hours_estimate", "min_words", "max_files")
            kind.objects.create(
                run=run,
                makes_up_for_topic=by_number[row["topic"]],
                **{name: row[name] for name in facts if name in row},
            )


def offer_certificate(run: CourseRun) -> None:
    """That the run gives the SyTy certificate by the route of a training, on paper in the run's language."""
    paper = content("certificate")["template"]
    is_finnish = run.language == "fi"
    template = certificate_template(
        run.language,
        place=paper["place"],
        place_inflected=paper["place_inflected"] if is_finnish else "",
        signatories=paper["signatories"] if is_finnish else content("swedish")["signatories"],
    )
    CertificateOffer.objects.get_or_create(run=run, defaults={"route": certificate_route(), "template": template})


def certificate_route() -> Route:
    """The route of a training to the SyTy certificate, with its sentence in three languages."""
    text = content("certificate")
    titles = {key: value for key, value in text["programme"].items() if key.startswith("title_")}
    programme, _ = CertificateProgramme.objects.get_or_create(key=text["programme"]["key"], defaults=titles)
    route, _ = Route.objects.get_or_create(
        programme=programme,
        key=text["route"]["key"],
        defaults={
            **{name: value for name, value in text["route"].items() if name.startswith("title_")},
            "sentence": text["route"]["sentence_fi"],
            "sentence_sv": text["route"]["sentence_sv"],
            "sentence_en": text["route"]["sentence_en"],
        },
    )
    return route


def certificate_template(
    language: str, *, place: str, place_inflected: str, signatories: list[dict[str, str]]
) -> CertificateTemplate:
    """The paper in this language; one that exists stays as it is."""
    paper = content("certificate")["template"]
    template, _ = CertificateTemplate.objects.get_or_create(
        key=paper["key"],
        number=paper["number"],
        language=language,
        defaults={
            "heading": paper[f"heading_{language}"],
            "verb": paper[f"verb_{language}"],
            "place": place,
            "place_inflected": place_inflected,
            "signatories": signatories,
        },
    )
    return template
