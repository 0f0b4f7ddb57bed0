"""What a form changed, from what to what, for the log of a row."""

from collections.abc import Collection
from typing import Any

from django.db.models import Model
from django.forms import Field, ModelForm
from django.forms.models import ModelChoiceField

from accounts.admin_helpers.columns import plain

LONGEST = 200  # characters of one value: the log says what changed, it is no archive of texts


def changes_of(form: ModelForm, private: Collection[str] = ()) -> list[dict[str, str]]:
    """The changed fields as label, `from` and `to`; of private ones only that they changed, for the log is kept.

    What reads the same before and after, such as an instant that lost its seconds, is no change.
    """
    found = (_change(form, name, name in private) for name in form.changed_data if name in form.fields)
    return [change for change in found if change]


def _change(form: ModelForm, name: str, is_private: bool) -> dict[str, str]:
    field = form.fields[name]
    label = {"field": name, "label": str(field.label or name)}
    if is_private:
        return label
    before = _in_words(field, form.get_initial_for_field(field, name))
    after = _in_words(field, form.cleaned_data.get(name))
    return {**label, "from": _cut(before), "to": _cut(after)} if before != after else {}


def _in_words(field: Field, value: Any) -> str:
    if isinstance(field, ModelChoiceField) and value and not isinstance(value, Model):
        value = field.queryset.filter(pk=value).first() if not isinstance(value, list) else value
    choices = dict(getattr(field, "choices", ())) if not isinstance(field, ModelChoiceField) else {}
    return plain(choices.get(value, value) if not isinstance(value, list) else ", ".join(map(str, value)))


def _cut(said: str) -> str:
    return said if len(said) <= LONGEST else f"{said[: LONGEST - 1]}…"


def changes_in_words(data: dict[str, Any]) -> str:
    """What an entry of the log changed, field by field; empty for entries that hold no changes."""
    return "; ".join(_line(change) for change in data.get("changes", []))


def _line(change: dict[str, str]) -> str:
    return f"{change['label']}: {change['from']} → {change['to']}" if "from" in change else change["label"]
