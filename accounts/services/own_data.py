"""What people change of their own data. For the future only: enrolments and certificates keep what they said."""

from datetime import date, timedelta

from django.db import transaction

from accounts.models import Affiliation, User
from accounts.models.user import new_secret
from accounts.names import normalised
from accounts.services.persons import Background


class AffiliationRefused(Exception):
    """The person has that organisation already."""


@transaction.atomic
def change_name(person: User, name: str, *, language: str = "") -> None:
    """Use this name from now on, and this language when one is given; issued certificates stay as they are."""
    locked = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    locked.name = normalised(name)
    locked.language = language or locked.language
    locked.save(update_fields=["name", "name_folded", "language"])


def choose_language(person: User, language: str) -> None:
    """Write to the person in this language from now on, and show our screens in it."""
    User.objects.filter(pk=person.pk).update(language=language)


def change_calendar_address(person: User) -> None:
    """Give the person's calendar feed another address; the earlier one answers nobody any more."""
    User.objects.filter(pk=person.pk).update(calendar_secret=new_secret())


@transaction.atomic
def start_affiliation(person: User, background: Background, *, since: date, replaces: bool) -> Affiliation:
    """Record where the person works from this day on; earlier ones end the day before when it `replaces` them.

    The same organisation never stands twice at once. What was to begin on that day or later is taken as mistaken and
    removed. Enrolments keep the organisation they were made with.
    """
    list(User.objects.select_for_update(no_key=True).filter(pk=person.pk))
    going_on = Affiliation.objects.filter(user=person, valid_until=None)
    if not replaces:
        going_on = going_on.filter(organisation=background.organisation)
    going_on.filter(valid_from__gte=since).delete()
    going_on.update(valid_until=since - timedelta(days=1))
    return Affiliation.objects.create(
        user=person,
        organisation=background.organisation,
        sector=background.sector,
        profession=background.profession,
        profession_text=background.profession_text,
        valid_from=since,
    )


@transaction.atomic
def mend_affiliation(affiliation: Affiliation, background: Background) -> None:
    """Say rightly where the person has worked all along; enrolments keep what they were made with.

    Raises AffiliationRefused where the organisation stands on another row that goes on.
    """
    list(User.objects.select_for_update(no_key=True).filter(pk=affiliation.user_id))
    going_on = Affiliation.objects.filter(user=affiliation.user_id, valid_until=None).exclude(pk=affiliation.pk)
    if going_on.filter(organisation=background.organisation).exists():
        raise AffiliationRefused
    Affiliation.objects.filter(pk=affiliation.pk).update(
        organisation=background.organisation,
        sector=background.sector,
        profession=background.profession,
        profession_text=background.profession_text,
    )


@transaction.atomic
def end_affiliation(affiliation: Affiliation, *, last_day: date) -> None:
    """Say that the person worked there until this day; one that has ended already stays as it is."""
    current = Affiliation.objects.select_for_update(of=("self",)).get(pk=affiliation.pk)
    if current.valid_until is None:
        current.valid_until = last_day
        current.save(update_fields=["valid_until"])
