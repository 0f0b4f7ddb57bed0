"""The base of the admin's forms, how they call people, and how they ask for an address of the web."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.forms.models import register_form_field_override

from accounts.models import User


class RegisterForm(WagtailAdminModelForm):
    """Says a broken constraint at a field, and what is wrong with a number once.

    The field is the one named for the constraint in `error_fields`, else the last of the constraint's own fields that
    the form has.
    """

    error_fields: Mapping[str, str] = {}  # of a constraint by its name

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, forms.IntegerField):
                _take_the_smallest(field, self._meta.model, name)

    def _update_errors(self, errors: ValidationError) -> None:
        for name in set(errors.error_dict) & set(self._errors) - {NON_FIELD_ERRORS}:
            del errors.error_dict[name]  # what could not be read is not called empty too
        said = errors.error_dict.pop(NON_FIELD_ERRORS, [])
        places = self._places()
        for error in said:
            place = places.get(error.messages[0], NON_FIELD_ERRORS)
            errors.error_dict.setdefault(place, []).append(error)
        super()._update_errors(errors)

    def _places(self) -> dict[str, str]:
        """The field at which the message of each constraint is said."""
        places = {}
        for model, constraints in self.instance.get_constraints():
            for constraint in constraints:
                named = [self.error_fields.get(constraint.name), *reversed(_names_in(constraint))]
                place = next((name for name in named if name in self.fields), None)
                if place:
                    places |= dict.fromkeys(self._messages(constraint, model), place)
        return places

    def _messages(self, constraint: models.BaseConstraint, model: type[models.Model]) -> list[str]:
        said = [str(constraint.get_violation_error_message())]
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields:
            said += self.instance.unique_error_message(model, constraint.fields).messages
        return said


def _take_the_smallest(field: forms.IntegerField, model: type[models.Model], name: str) -> None:
    """A column's own smallest number instead of nought, so that one message tells it whatever was typed."""
    try:
        validators = model._meta.get_field(name).validators
    except FieldDoesNotExist:
        return
    smallest = [each for each in validators if isinstance(each, MinValueValidator)]
    if not smallest or field.min_value is None:
        return
    field.min_value = max(each.limit_value for each in smallest)
    field.validators = [each for each in field.validators if not isinstance(each, MinValueValidator)]
    field.validators.append(MinValueValidator(field.min_value))
    field.widget.attrs["min"] = field.min_value


def _names_in(constraint: models.BaseConstraint) -> list[str]:
    """The fields a constraint speaks of, in its order."""
    if isinstance(constraint, models.UniqueConstraint):
        return list(constraint.fields)
    return list(_names_of(constraint.condition)) if isinstance(constraint, models.CheckConstraint) else []


def _names_of(condition: models.Q) -> Iterator[str]:
    for child in condition.children:
        if isinstance(child, models.Q):
            yield from _names_of(child)
        elif isinstance(child, tuple):
            yield child[0].partition("__")[0]


class PersonChoiceField(forms.ModelChoiceField):
    """Calls people by their name: their `str` is a number, for the logs."""

    def label_from_instance(self, person: User) -> str:
        return person.shown_name


register_form_field_override(models.ForeignKey, to=User, override={"form_class": PersonChoiceField})
register_form_field_override(
    models.URLField,
    override={
        "assume_scheme": "https",
        "error_messages": {
            "invalid": _("Write the whole address as the browser shows it, for example https://www.esimerkki.example/")
        },
    },
)
