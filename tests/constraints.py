"""Trying rows the database must refuse, by the name of the constraint that refuses them."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction


def constraint_names(app: str) -> set[str]:
    """Every named constraint of the app's models."""
    return {each.name for model in apps.get_app_config(app).get_models() for each in model._meta.constraints}


def assert_refused(name: str, attempt: Callable[[], object]) -> None:
    """The attempt breaks this constraint and no other; SQLite names only CHECKs and partial indexes."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        attempt()
    message = str(refusal.value)
    if connection.vendor == "postgresql" or "CHECK" in message or "index" in message:
        assert name in message
