"""The Sytykettä course: what stays the same from run to run."""

from accounts.models import Region
from certificates.models import CertificateOffer, CertificateProgramme, CertificateTemplate, Route
from config.demo.content_files import content
from courses.enums import CourseStatus
from courses.models import Course, CourseRun, Organiser, Section, Session, TextAssignment, Theme, Topic
from feedback.models import FeedbackForm, Question


def load_course() -> Course:
    """The course with its sections, themes, topics and organiser."""
    text, paper = content("course"), content("certificate")["organiser"]
    region = Region.objects.filter(key=paper["region"]).first()
    organiser, _ = Organiser.objects.get_or_create(
        name=paper["name"], project=paper["project"], defaults={"region": region}
    )
    course, _ = Course.objects.get_or_create(
        code=text["code"],
        defaults={"title_fi": text["title_fi"], "status": CourseStatus.ACTIVE, "default_organiser": organiser},
    )
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


def load_feedback_form() -> FeedbackForm:
    """The closing questionnaire of content_outline.md, used for every run."""
    text = content("feedback")
    form, created = FeedbackForm.objects.get_or_create(
        key=text["key"],
        number=text["number"],
        defaults={"title": text["title"], "intro": text["intro"], "moment": text["moment"], "is_default": True},
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
    return form


def add_assignments(run: CourseRun, sessions: list[Session]) -> None:
    """The supplementary assignment of each session's topic."""
    by_number = {session.topic.number: session.topic for session in sessions if session.topic}
    for row in content("assignments")["assignments"]:
        if row["topic"] in by_number:
            TextAssignment.objects.create(
                run=run,
                key=row["key"],
                title=row["title"],
                instructions=row["instructions"],
                due_days=row["due_days"],
                makes_up_for_topic=by_number[row["topic"]],
                hours_estimate=row["hours_estimate"],
                min_words=row["min_words"],
            )


def offer_certificate(run: CourseRun) -> None:
    """That the run gives the SyTy certificate by the route of a training."""
    text = content("certificate")
    titles = {key: value for key, value in text["programme"].items() if key.startswith("title_")}
    programme, _ = CertificateProgramme.objects.get_or_create(key=text["programme"]["key"], defaults=titles)
    route, _ = Route.objects.get_or_create(
        programme=programme,
        key=text["route"]["key"],
        defaults={"title_fi": text["route"]["title_fi"], "sentence": text["route"]["sentence_fi"]},
    )
    paper = text["template"]
    template, _ = CertificateTemplate.objects.get_or_create(
        key=paper["key"],
        number=paper["number"],
        language="fi",
        defaults={
            "heading": paper["heading_fi"],
            "verb": paper["verb_fi"],
            "place": paper["place"],
            "place_inflected": paper["place_inflected"],
            "signatories": paper["signatories"],
        },
    )
    CertificateOffer.objects.get_or_create(run=run, defaults={"route": route, "template": template})
