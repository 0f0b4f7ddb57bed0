"""A person's e-mail addresses: several may sign in, one is where messages go (journeys: changed e-mail)."""

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User


class AddressRefused(Exception):
    """The address cannot be added, used or removed; the text says why."""


def is_somebody_elses(address: str, person: User) -> bool:
    """Whether another person signs in with the address."""
    others = Q(email=address) | Q(emailaddress__email=address, emailaddress__verified=True)
    return User.objects.filter(others).exclude(pk=person.pk).exists()


@transaction.atomic
def add_address(person: User, address: str) -> EmailAddress:
    """Let the person sign in with an address whose code they typed. Raises AddressRefused when another was first."""
    list(User.objects.select_for_update(no_key=True).filter(pk=person.pk))
    if is_somebody_elses(address, person):
        raise AddressRefused(_("The address could not be added. Please write to the support."))
    try:
        with transaction.atomic():
            row, _created = EmailAddress.objects.update_or_create(
                user=person, email=address, defaults={"verified": True}
            )
    except IntegrityError as taken:
        raise AddressRefused(_("The address could not be added. Please write to the support.")) from taken
    return row


@transaction.atomic
def use_address(row: EmailAddress) -> None:
    """Send messages to this address from now on and tell the earlier one. Raises AddressRefused for an unproven one."""
    person = User.objects.select_for_update(no_key=True).get(pk=row.user_id)
    if not row.verified:
        raise AddressRefused(_("Show first that the address is yours: ask for a code to it."))
    earlier = person.email or ""
    if earlier == row.email:
        return
    EmailAddress.objects.filter(user=person, primary=True).update(primary=False)
    EmailAddress.objects.filter(pk=row.pk).update(primary=True)
    person.email = row.email
    person.save(update_fields=["email"])
    if earlier:
        transaction.on_commit(lambda: _tell_earlier_address(earlier, person))


@transaction.atomic
def remove_address(row: EmailAddress) -> None:
    """Stop signing in with the address. Raises AddressRefused for the one messages go to."""
    person = User.objects.select_for_update(no_key=True).get(pk=row.user_id)
    if person.email == row.email:
        raise AddressRefused(_("Messages go to this address. Choose another one for messages first."))
    EmailAddress.objects.filter(pk=row.pk).delete()


def _tell_earlier_address(address: str, person: User) -> None:
    get_adapter().send_mail("account/email/address_changed", address, {"user": person})
