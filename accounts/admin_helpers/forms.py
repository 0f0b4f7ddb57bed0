"""The base of the admin's forms, and how they call people."""

from collections.abc import Mapping

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.forms.models import register_form_field_override

from accounts.models import User


class RegisterForm(WagtailAdminModelForm):
    """Says a broken constraint at the field named for it in `error_fields`, not only in the bar above the form."""

    error_fields: Mapping[str, str] = {}  # of a constraint by its name

    def _update_errors(self, errors: ValidationError) -> None:
        said = errors.error_dict.pop(NON_FIELD_ERRORS, [])
        places = self._places()
        for error in said:
            place = places.get(error.messages[0], NON_FIELD_ERRORS)
            errors.error_dict.setdefault(place, []).append(error)
        super()._update_errors(errors)

    def _places(self) -> dict[str, str]:
        """The field at which the message of each constraint is said."""
        every = [constraint for _model, constraints in self.instance.get_constraints() for constraint in constraints]
        return {
            str(constraint.get_violation_error_message()): self.error_fields[constraint.name]
            for constraint in every
            if self.error_fields.get(constraint.name) in self.fields
        }


class PersonChoiceField(forms.ModelChoiceField):
    """Calls people by their name: their `str` is a number, for the logs."""

    def label_from_instance(self, person: User) -> str:
        return person.shown_name


register_form_field_override(models.ForeignKey, to=User, override={"form_class": PersonChoiceField})
