"""Everything that points at a person is registered with its export, erasure, merge and retention."""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Field, Model

from accounts.models import User
from accounts.registry import OnErasure, person_links

OUR_APPS = ("config", "reports", "certificates", "feedback", "enrollment", "courses", "cms", "messaging", "accounts")
SIGN_IN_APPS = ("account", "mfa")  # allauth's


def models(labels: tuple[str, ...]) -> list[type[Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in labels]


def links_to_a_person(model: type[Model]) -> Iterator[Field]:
    """Foreign and one-to-one keys the model itself declares; a page's owner is Wagtail's, on its own table."""
    yield from (field for field in model._meta.local_fields if field.related_model is User)


def test_every_foreign_key_to_a_person_is_registered():
    found = {(m._meta.label, field.name) for m in models(OUR_APPS + SIGN_IN_APPS) for field in links_to_a_person(m)}

    assert found == {(link.model._meta.label, link.field) for link in person_links()}


def test_a_registered_link_names_columns_that_exist():
    unknown = [
        f"{link.model._meta.label}.{column}"
        for link in person_links()
        for column in link.export
        if column not in {field.name for field in link.model._meta.get_fields()}
    ]

    assert unknown == []


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
