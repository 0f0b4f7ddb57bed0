"""A form saved over somebody else's newer save is refused: each form carries what its fields held when it was opened.

Only digests travel, so that no value leaves the form it stands in. A form sent without them is saved as before.
"""

from typing import Any

from django.core import signing
from django.db import transaction
from django.db.models import Model, QuerySet
from django.forms import BaseForm, Field, ModelForm
from django.forms.models import ModelChoiceField
from django.http import HttpRequest, HttpResponse
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


class NeverOverNewer:
    """Saves under the row's lock, and never over what somebody else has saved since the form was opened."""

    template_name = "admin/edit.html"
    is_overtaken = False

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with transaction.atomic():
            self._lock()
            self.object = self.get_object()  # type: ignore[attr-defined]
            return super().post(request, *args, **kwargs)  # type: ignore[misc]

    def _lock(self) -> None:
        rows = self.model._base_manager.select_for_update()  # type: ignore[attr-defined]
        rows.filter(pk=self.object.pk).values_list("pk").first()

    def is_valid(self, form: Any) -> bool:
        if not super().is_valid(form):  # type: ignore[misc]
            return False
        self.is_overtaken = tell_newer_values(form, self.request.POST.get(NAME, ""))  # type: ignore[attr-defined]
        self.produced_error_message = _(
            "Not saved: somebody else has saved this after you opened it. What it says now stands at the fields that "
            "differ from yours. Check them and save again."
        )
        return not self.is_overtaken

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)  # type: ignore[misc]
        sent = "" if self.is_overtaken else self.request.POST.get(NAME)  # type: ignore[attr-defined]
        return {**context, NAME: sent or as_read(context["form"])}
