"""Bringing names people typed together with the register of organisations."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import Affiliation, Organisation, OrganisationAlias, User
from accounts.names import folded
from accounts.signals import organisations_merged


class MergeRefused(ValueError):
    """The two cannot become one; the text says why."""


@transaction.atomic
def check_organisation(organisation: Organisation, *, by: User, now: datetime) -> None:
    """Take a typed name into the register as it stands: it is offered in forms from now on; logged."""
    changed = Organisation.objects.filter(pk=organisation.pk, checked_at=None, merged_into=None).update(checked_at=now)
    if changed:
        log(instance=organisation, action="accounts.organisation_checked", user=by)


@transaction.atomic
def merge_organisation(typed: Organisation, into: Organisation, *, by: User) -> int:
    """Let a typed name be another name of a known organisation: who works there, has enrolled from there and is
    looked for by it moves over; logged. Returns how many affiliations moved.

    Raises MergeRefused for the same one, for one that is merged already, and for a target nobody has checked.
    """
    rows = {row.pk: row for row in Organisation.objects.select_for_update().filter(pk__in=[typed.pk, into.pk])}
    typed, into = rows[typed.pk], rows[into.pk]
    _require_two(typed, into)
    moved = _move_affiliations(typed, into)
    typed.aliases.update(organisation=into)
    if folded(typed.name) != folded(into.name):
        OrganisationAlias.objects.get_or_create(
            folded=folded(typed.name)[:200], defaults={"organisation": into, "alias": typed.name}
        )
    Organisation.objects.filter(parent=typed).exclude(pk=into.pk).update(parent=into)
    Organisation.objects.filter(merged_into=typed).update(merged_into=into)
    Organisation.objects.filter(pk=into.pk, parent=typed).update(parent=None)
    typed.merged_into = into
    typed.save(update_fields=["merged_into"])
    organisations_merged.send(sender=Organisation, typed=typed, into=into)
    facts = {"typed": typed.name, "into": into.name, "affiliations": moved}
    log(instance=into, action="accounts.organisations_merged", user=by, data=facts)
    log(instance=typed, action="accounts.organisations_merged", user=by, data=facts)
    return moved


def _require_two(typed: Organisation, into: Organisation) -> None:
    if typed.pk == into.pk:
        raise MergeRefused(_("Choose another organisation than the one being merged."))
    if typed.merged_into_id or into.merged_into_id:
        raise MergeRefused(_("One of the two has been merged already."))
    if into.checked_at is None:
        raise MergeRefused(_("Check first the organisation the other one is merged into."))


def _move_affiliations(typed: Organisation, into: Organisation) -> int:
    """Somebody who works at both now works at the one, since the earlier day."""
    mine = Affiliation.objects.select_for_update().filter(organisation=typed)
    for row in mine.filter(valid_until=None):
        twin = Affiliation.objects.filter(user=row.user_id, organisation=into, valid_until=None).first()
        if twin:
            twin.valid_from = min(twin.valid_from, row.valid_from)
            twin.save(update_fields=["valid_from"])
            row.delete()
    return mine.update(organisation=into)
