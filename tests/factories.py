"""Factories with traits. A run is published, open, has three coming sessions and a rule unless told otherwise."""

import factory
from factory.django import DjangoModelFactory

from accounts.enums import OrganisationKind
from accounts.models import Organisation, Region, Sector, User
from certificates.models import CertificateOffer, CertificateProgramme, CertificateTemplate, Route
from courses.enums import CourseStatus, OrganiserPart, RoleKind
from courses.models import (
    AttendanceRule,
    Course,
    CourseRun,
    FileAssignment,
    Organiser,
    RuleSet,
    RunOrganiser,
    RunRole,
    Session,
    TextAssignment,
    Topic,
)
from enrollment.enums import EnrollmentState, Origin, Verb
from enrollment.models import Enrollment, Transition
from feedback.enums import Moment, QuestionKind
from feedback.models import FeedbackForm, FeedbackRound, Question
from tests.clock import NOW, days, hours


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Testi Henkilö {n}")
    email = factory.Sequence(lambda n: f"henkilo{n}@esimerkki.example")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return model_class.objects.create_user(kwargs.pop("email"), kwargs.pop("password", None), **kwargs)


class RegionFactory(DjangoModelFactory):
    class Meta:
        model = Region
        django_get_or_create = ("key",)

    key = "pohjois-savo"
    title_fi = "Pohjois-Savo"


class SectorFactory(DjangoModelFactory):
    class Meta:
        model = Sector
        django_get_or_create = ("key",)

    key = "education"
    title_fi = "Sivistystoimi"


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation
        django_get_or_create = ("name",)

    name = "Kuopion kaupunki, sivistystoimi"
    kind = OrganisationKind.MUNICIPALITY
    checked_at = NOW


class CourseFactory(DjangoModelFactory):
    class Meta:
        model = Course

    code = factory.Sequence(lambda n: f"koulutus-{n}")
    title_fi = "Sytykettä yhteistyöhön"
    status = CourseStatus.ACTIVE


class TopicFactory(DjangoModelFactory):
    class Meta:
        model = Topic

    course = factory.SubFactory(CourseFactory)
    number = factory.Sequence(lambda n: n + 1)
    title_fi = factory.LazyAttribute(lambda topic: f"Aihe {topic.number}")


class OrganiserFactory(DjangoModelFactory):
    class Meta:
        model = Organiser
        django_get_or_create = ("name",)

    name = "Itä-Suomen osaamiskeskus"


class CourseRunFactory(DjangoModelFactory):
    """`sessions=3` sessions a week apart, the first in seven days; `finished=True` puts them all behind."""

    class Meta:
        model = CourseRun
        skip_postgeneration_save = True

    class Params:
        finished = factory.Trait(
            enrolment_opens_at=NOW - days(60), enrolment_closes_at=NOW - days(30), first_session_at=NOW - days(29)
        )

    course = factory.SubFactory(CourseFactory)
    first_session_at = NOW + days(7)
    label = "Kevät 2027"
    places = 20
    enrolment_opens_at = NOW - days(7)
    enrolment_closes_at = NOW + days(6)
    published_at = NOW - days(10)
    contact_name = "Helmi Harju"
    contact_email = "helmi@esimerkki.example"
    extent_hours = 12

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        first = kwargs.pop("first_session_at")
        count = kwargs.pop("session_count", 3)
        minimum, replaced = kwargs.pop("minimum", None), kwargs.pop("max_replaced", 1)
        needs_opt_in, partial_from = kwargs.pop("needs_opt_in", False), kwargs.pop("partial_from", None)
        run = super()._create(model_class, *args, **kwargs)
        for number in range(1, count + 1):
            topic, _ = Topic.objects.get_or_create(
                course=run.course, number=number, retired_at=None, defaults={"title_fi": f"Aihe {number}"}
            )
            starts = first + days(7 * (number - 1))
            SessionFactory(run=run, number=number, topic=topic, starts_at=starts, ends_at=starts + hours(3))
        rules = RuleSet.objects.create(
            run=run,
            number=1,
            in_force_from=run.published_at or NOW,
            needs_opt_in=needs_opt_in,
            partial_from=partial_from,
        )
        AttendanceRule.objects.create(rule_set=rules, minimum=minimum, max_replaced=replaced)
        RunOrganiser.objects.create(run=run, organiser=OrganiserFactory(), part=OrganiserPart.LEAD)
        return run


class SessionFactory(DjangoModelFactory):
    class Meta:
        model = Session

    run = factory.SubFactory(CourseRunFactory)
    number = factory.Sequence(lambda n: n + 10)
    starts_at = NOW + days(7)
    ends_at = NOW + days(7) + hours(3)
    link = "https://teams.microsoft.com/l/meetup-join/salainen"


class RunRoleFactory(DjangoModelFactory):
    class Meta:
        model = RunRole

    run = factory.SubFactory(CourseRunFactory)
    person = factory.SubFactory(UserFactory)

    @factory.lazy_attribute
    def role(self) -> RoleKind:
        """The first one leads, the others of the pair train."""
        is_led = RunRole.objects.filter(run=self.run, session=self.session, role=RoleKind.LEAD).exists()
        return RoleKind.TRAINER if is_led else RoleKind.LEAD

    session = None


class TextAssignmentFactory(DjangoModelFactory):
    class Meta:
        model = TextAssignment

    run = factory.SubFactory(CourseRunFactory)
    key = factory.Sequence(lambda n: f"tehtava-{n}")
    title = "Kysymyksiä hitaasti"
    instructions = "Kirjoita omasta työstäsi ja ajattelustasi."
    due_days = 21


class FileAssignmentFactory(TextAssignmentFactory):
    class Meta:
        model = FileAssignment

    key = factory.Sequence(lambda n: f"tiedosto-{n}")
    title = "Verkostokarttani"
    max_files = 3


class EnrollmentFactory(DjangoModelFactory):
    class Meta:
        model = Enrollment
        skip_postgeneration_save = True

    class Params:
        waiting = factory.Trait(
            state=EnrollmentState.WAITING, queued_at=factory.Sequence(lambda n: NOW - days(1) + hours(n / 3600))
        )
        cancelled = factory.Trait(state=EnrollmentState.CANCELLED)

    run = factory.SubFactory(CourseRunFactory)
    person = factory.SubFactory(UserFactory)
    state = EnrollmentState.CONFIRMED
    name = factory.LazyAttribute(lambda enrollment: enrollment.person.name)
    organisation = factory.SubFactory(OrganisationFactory)
    organisation_name = factory.LazyAttribute(
        lambda enrollment: enrollment.organisation.name if enrollment.organisation else ""
    )
    sector = factory.SubFactory(SectorFactory)
    profession_text = "koulukuraattori"
    origin = Origin.SELF
    counts_from = NOW - days(5)
    created_at = NOW - days(5)
    rule_set = factory.LazyAttribute(lambda enrollment: enrollment.run.rule_sets.order_by("number").last())

    @factory.post_generation
    def birth(self, create, extracted, **kwargs):
        if create:
            Transition.objects.create(
                enrollment=self,
                verb=Verb.ENROLL,
                to_state=self.state,
                effective_at=self.created_at,
                at=self.created_at,
                by=self.person,
            )


class FeedbackFormFactory(DjangoModelFactory):
    class Meta:
        model = FeedbackForm
        skip_postgeneration_save = True

    key = factory.Sequence(lambda n: f"kysely-{n}")
    title = "Palautekysely"
    moment = Moment.END
    is_default = True

    @factory.post_generation
    def questions(self, create, extracted, **kwargs):
        if create:
            Question.objects.create(
                form=self, key="tunnen", position=1, kind=QuestionKind.SCALE, text="Tunnen lastensuojelun työtä."
            )
            Question.objects.create(
                form=self, key="aion", position=2, kind=QuestionKind.TEXT, text="Mitä aiot kokeilla?"
            )


class FeedbackRoundFactory(DjangoModelFactory):
    class Meta:
        model = FeedbackRound

    form = factory.SubFactory(FeedbackFormFactory)
    run = factory.SubFactory(CourseRunFactory, finished=True)
    opens_at = NOW - days(2)
    closes_at = NOW + days(12)


class CertificateOfferFactory(DjangoModelFactory):
    class Meta:
        model = CertificateOffer

    run = factory.SubFactory(CourseRunFactory)

    @factory.lazy_attribute
    def route(self):
        programme, _ = CertificateProgramme.objects.get_or_create(
            key="syty", defaults={"title_fi": "Systeeminen työote (SyTy)"}
        )
        return Route.objects.get_or_create(
            programme=programme,
            key="koulutus",
            defaults={"title_fi": "koulutus", "sentence": "Koulutuksessa tutustuttiin lastensuojelun perusteisiin."},
        )[0]

    @factory.lazy_attribute
    def template(self):
        return CertificateTemplate.objects.get_or_create(
            key="perus",
            number=1,
            language="fi",
            defaults={
                "place": "Kuopio",
                "place_inflected": "Kuopiossa",
                "signatories": [{"name": "Helmi Harju", "title": "kouluttaja"}],
            },
        )[0]
