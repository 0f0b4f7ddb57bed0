"""Everything that hangs on a person is registered with its export, erasure, merge and retention."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, ForeignKey, Model

from accounts.models import Affiliation, User
from accounts.registry import (
    DataKind,
    OnErasure,
    OnMerge,
    PersonLink,
    data_kinds,
    person_links,
    register_data_kind,
    register_person_link,
    retention_steps,
)

OUR_APPS = ("config", "reports", "certificates", "feedback", "enrollment", "courses", "cms", "messaging", "accounts")
SIGN_IN_APPS = ("account", "mfa")  # allauth's
STAFF_APPS = ("wagtailusers", "wagtailadmin")  # what Wagtail keeps of a member of the staff


def models(labels: tuple[str, ...]) -> list[type[Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in labels]


def links_to_a_person(model: type[Model]) -> Iterator[Field]:
    """Foreign and one-to-one keys the model itself declares; a page's owner is Wagtail's, on its own table."""
    yield from (field for field in model._meta.local_fields if field.related_model is User)


def test_every_foreign_key_to_a_person_is_registered():
    walked = models(OUR_APPS + SIGN_IN_APPS + STAFF_APPS)
    found = {(m._meta.label, field.name) for m in walked for field in links_to_a_person(m)}

    registered = {(link.model._meta.label, link.field) for link in person_links() if "__" not in link.field}

    assert found == registered - {("accounts.User", "id")}


def owned() -> dict[type[Model], list[str]]:
    """Models whose rows belong to a person, each with the path to that person."""
    return {
        link.model: [other.field for other in person_links() if other.model is link.model and other.export]
        for link in person_links()
        if link.export and link.model is not User
    }


def test_every_row_that_hangs_on_a_persons_row_is_registered_with_its_path():
    missing = [
        f"{model._meta.label}.{field.name}"
        for model in models(OUR_APPS)
        for field in model._meta.local_fields
        if isinstance(field, ForeignKey) and field.related_model in owned() and field.related_model is not model
        for path in owned()[field.related_model]
        if (model._meta.label, f"{field.name}__{path}")
        not in {(link.model._meta.label, link.field) for link in person_links()}
    ]

    assert missing == []


def test_a_registered_link_names_columns_that_exist():
    with pytest.raises(FieldDoesNotExist):
        register_person_link(PersonLink(Affiliation, "user__merged_into", ("salary",), OnErasure.DELETE, OnMerge.MOVE))
    with pytest.raises(ValueError, match="registered already"):
        register_person_link(PersonLink(Affiliation, "user", (), OnErasure.DELETE, OnMerge.MOVE))


def test_every_link_belongs_to_a_kind_people_are_told_of():
    known = {kind.key for kind in data_kinds()} | {""}

    assert [link for link in person_links() if link.kind not in known] == []
    assert [link.model._meta.label for link in person_links() if link.export and not link.kind] == []


def test_a_kind_is_declared_once():
    first = data_kinds()[0]

    with pytest.raises(ValueError, match="registered already"):
        register_data_kind(DataKind(first.key, "", 1, "", "", "", OnErasure.DELETE, 1))


def test_every_kind_with_a_clock_has_something_that_ends_it():
    timed = {kind.key for kind in data_kinds() if kind.months is not None}

    assert timed == {step.kind for step in retention_steps()}


def test_what_outlives_an_erasure_says_why():
    silent = [link for link in person_links() if link.on_erasure is OnErasure.KEEP and not link.reason]

    assert silent == []


def test_only_a_nullable_reference_can_be_unlinked():
    rigid = [
        f"{link.model._meta.label}.{link.field}"
        for link in person_links()
        if link.on_erasure is OnErasure.UNLINK and not link.model._meta.get_field(link.field).null
    ]

    assert rigid == []


def test_every_model_says_what_personal_data_it_holds():
    silent = [model._meta.label for model in models(OUR_APPS) if "Personal data:" not in (model.__doc__ or "")]

    assert silent == []
