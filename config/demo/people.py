"""Registers, organisations and the synthetic people of the demo."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group

from accounts.enums import Role
from accounts.models import Organisation, OrganisationAlias, Profession, Region, Sector, User
from accounts.services.persons import Background, add_affiliation
from config.demo.content_files import content
from enrollment.services import Snapshot


def load_registers(now: datetime) -> None:
    """Sectors, job titles, regions and checked organisations with their other names."""
    load_titles()
    registers = content("registers")
    regions = {region.key: region for region in Region.objects.all()}
    for row in registers["organisations"]:
        facts = {"kind": row["kind"], "region": regions.get(row["region"]), "checked_at": now}
        organisation, _ = Organisation.objects.get_or_create(name=row["name"], defaults=facts)
        for alias in row["aliases"]:
            OrganisationAlias.objects.get_or_create(alias=alias, defaults={"organisation": organisation})


def load_titles() -> None:
    """Sectors, job titles and regions in three languages, as every site has them."""
    registers = content("registers")
    _load_register(Sector, registers["sectors"])
    _load_register(Profession, registers["professions"])
    _load_register(Region, registers["regions"])


def _load_register(model: type[Sector | Profession | Region], rows: list[dict[str, str]]) -> None:
    for position, row in enumerate(rows):
        titles = {f"title_{language}": row[f"title_{language}"] for language in ("fi", "sv", "en")}
        model.objects.get_or_create(key=row.get("key") or row["code"], defaults={"position": position, **titles})


def load_people(now: datetime) -> None:
    """Two trainers, an administrator, an expert by experience, somebody for check-in, and all who take part."""
    everybody = content("people")
    for row in everybody["staff"]:
        user = _person(row, now)
        if row["role"] in Role.values:
            user.groups.add(Group.objects.get(name=row["role"]))
    for row in [*everybody["participants"], *everybody["pilot"], *everybody["crowd"]]:
        _person(row, now)


def _person(row: dict[str, Any], now: datetime) -> User:
    user = User.objects.filter(email=row["email"]).first()
    if user is None:
        user = User.objects.create_user(row["email"], name=row["name"], language=row.get("language", "fi"))
        EmailAddress.objects.filter(user=user).update(verified=True)  # as if the first code had been typed long ago
        add_affiliation(user, background(row), now=now)
    return user


def background(row: dict[str, Any]) -> Background:
    """Where a person of the demo works."""
    organisation = Organisation.objects.filter(name=row.get("organisation") or "").first()
    sector = Sector.objects.filter(key=row.get("sector") or "").first()
    profession = Profession.objects.filter(title_fi=row.get("profession") or "").first()
    return Background(organisation, sector, profession, row.get("profession") or row.get("title") or "")


def snapshot(row: dict[str, Any]) -> Snapshot:
    """What the person typed when enrolling."""
    known = background(row)
    return Snapshot(row["name"], known.organisation, known.sector, known.profession, known.profession_text)


def user_called(key: str) -> User:
    """The person with this key in the demo's content."""
    return User.objects.get(email=rows_by_key()[key]["email"])


def rows_by_key() -> dict[str, dict[str, Any]]:
    """Every person of the demo by key."""
    everybody = content("people")
    groups = ("staff", "participants", "pilot", "crowd")
    return {row["key"]: row for group in groups for row in everybody[group]}
