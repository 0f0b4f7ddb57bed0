"""A form saved over somebody else's newer save is refused: each form carries what its fields held when it was opened.

Only digests travel, so that no value leaves the form it stands in. A form sent without them is saved as before.
"""

from typing import Any

from django.core import signing
from django.db.models import Model, QuerySet
from django.forms import BaseForm, Field, ModelForm
from django.forms.models import ModelChoiceField
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.admin_helpers.columns import plain

NAME = "as_read"  # of the hidden input
LONGEST = 200  # characters of a value told beside a field


def as_read(form: BaseForm) -> str:
    """What the hidden input of a form says: a digest of each field as it stands in the register, signed."""
    digests = {name: _digest(form, name) for name, field in form.fields.items() if not field.disabled}
    return signing.dumps(digests, salt=NAME, compress=True)


def tell_newer_values(form: ModelForm, sent: str) -> bool:
    """Say at each field that somebody else has changed since the form was opened what it says now; whether any has.

    A field in which both wrote the same is no matter.
    """
    digests = _read(sent)
    newer = [name for name in form.changed_data if name in digests and digests[name] != _digest(form, name)]
    for name in newer:
        text = _("Somebody else has saved this meanwhile: %(value)s") % {"value": _now_in_words(form, name)}
        form.add_error(name, text)
    return bool(newer)


def _read(sent: str) -> dict[str, str]:
    try:
        return signing.loads(sent, salt=NAME)
    except signing.BadSignature:
        return {}


def _value(form: BaseForm, name: str) -> Any:
    return form.get_initial_for_field(form.fields[name], name)


def _digest(form: BaseForm, name: str) -> str:
    value = _value(form, name)
    said = sorted(map(_key, value)) if isinstance(value, list | tuple | QuerySet) else _key(value)
    return salted_hmac(NAME, str(said)).hexdigest()[:16]


def _key(value: Any) -> str:
    if isinstance(value, Model):
        return str(value.pk)
    return "" if value is None else str(value)


def _now_in_words(form: BaseForm, name: str) -> str:
    field, value = form.fields[name], _value(form, name)
    values = value if isinstance(value, list | tuple | QuerySet) else [value]
    said = ", ".join(_in_words(field, each) for each in values) or plain(None)
    return said if len(said) <= LONGEST else f"{said[: LONGEST - 1]}…"


def _in_words(field: Field, value: Any) -> str:
    if isinstance(field, ModelChoiceField):
        row = value if isinstance(value, Model) or value is None else field.queryset.filter(pk=value).first()
        return plain(row and field.label_from_instance(row))
    return plain(dict(getattr(field, "choices", ())).get(value, value))
