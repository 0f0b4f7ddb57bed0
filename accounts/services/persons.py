"""Bringing persons and their organisations into the register."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from accounts.enums import Language
from accounts.models import Affiliation, Organisation, OrganisationAlias, Profession, Sector, User
from accounts.names import folded, normalised


@dataclass(frozen=True)
class Background:
    """Where a person says they come from: what an enrolment keeps as its snapshot."""

    organisation: Organisation | None = None
    sector: Sector | None = None
    profession: Profession | None = None
    profession_text: str = ""


def person_for(email: str, name: str, background: Background, *, now: datetime, language: str = "") -> User:
    """The person with this sign-in address; a new one is stored with name, language and employer, an existing one
    stays as it is.

    A form nobody has signed in to must not change anybody's name or employer (journeys S2).
    """
    address = email.strip().lower()
    existing = User.objects.filter(email=address, merged_into=None).first() or _owner_of(address)
    if existing:
        return existing
    try:
        with transaction.atomic():
            user = User.objects.create_user(address, name=name, language=language or Language.FINNISH)
    except IntegrityError:  # the same stranger pressed twice: the other press made the person
        return User.objects.get(email=address)
    add_affiliation(user, background, now=now)
    return user


def _owner_of(address: str) -> User | None:
    """Who has shown that this further address is theirs."""
    return User.objects.filter(
        emailaddress__email=address, emailaddress__verified=True, merged_into=None, erased_at=None
    ).first()


def person_without_account(name: str, *, now: datetime) -> User:
    """Store a person known by name only, such as a walk-in without an address."""
    return User.objects.create_user(None, name=name, date_joined=now)


def nobody(*, now: datetime) -> User:
    """Store a number without a person, for rows that only count from now on."""
    return User.objects.create_user(None, name="", is_active=False, erased_at=now, date_joined=now)


def add_affiliation(user: User, background: Background, *, now: datetime) -> Affiliation:
    """Record where the person works from today on."""
    return Affiliation.objects.create(
        user=user,
        organisation=background.organisation,
        sector=background.sector,
        profession=background.profession,
        profession_text=background.profession_text,
        valid_from=localdate(now),
    )


def organisation_called(name: str) -> Organisation:
    """The organisation with this name or alias; an unknown name is stored unchecked and offered to nobody yet."""
    clean = normalised(name)
    alias = OrganisationAlias.objects.filter(folded=folded(clean)).select_related("organisation").first()
    if alias:
        return alias.organisation.merged_into or alias.organisation
    merged = Organisation.objects.filter(name_folded=folded(clean)[:200], merged_into__isnull=False).first()
    if merged and merged.merged_into:
        return merged.merged_into
    # Two people may type the same new name at once: the unique folded name decides who stores it.
    organisation, _ = Organisation.objects.get_or_create(
        name_folded=folded(clean)[:200],
        merged_into=None,
        defaults={"name": clean},
    )
    return organisation
