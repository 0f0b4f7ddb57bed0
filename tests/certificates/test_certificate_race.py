"""A hundred triggers at once make one certificate, one ID, one file and one mail (issue chapter 5, fault 34)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from certificates.enums import CertificateStatus, EndReason, LogEvent
from certificates.models import Certificate, IssueLogEntry
from certificates.queries import broken_certificates, verify_chain
from certificates.services import (
    CertificateRefused,
    make_certificate,
    make_prepared_certificates,
    prepare_certificate,
    replace,
    revoke,
)
from enrollment.models import Enrollment
from enrollment.services import settle
from messaging.models import Message
from tests.certificates.conftest import somebody
from tests.clock import NOW
from tests.factories import UserFactory

pytestmark = [pytest.mark.postgres, pytest.mark.race, pytest.mark.django_db(transaction=True)]

AT_ONCE = 20  # connections open together; PostgreSQL allows a hundred in all


@pytest.fixture(autouse=True)
def postgres(db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: row locks are what is tested")


def together(actions: list[Callable[[], object]]) -> list[object]:
    """Run the actions in threads that start in step; an exception is a result."""
    barrier = Barrier(min(AT_ONCE, len(actions)))

    def one(number: int, action: Callable[[], object]) -> object:
        try:
            if number < barrier.parties:
                barrier.wait(timeout=30)
            return action()
        except Exception as failure:
            return failure
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        return list(pool.map(one, range(len(actions)), actions))


def test_a_hundred_triggers_make_one_certificate_one_number_one_file_and_one_mail(finished):
    enrollment = somebody(finished)

    def by_fact():
        settle(Enrollment.objects.get(pk=enrollment.pk), now=NOW)

    def by_service():
        certificate = prepare_certificate(enrollment, now=NOW)
        make_certificate(certificate.pk, now=NOW)

    def by_clock():
        make_prepared_certificates(NOW)

    results = together([by_fact, by_service, by_clock, by_service] * 25)
    make_prepared_certificates(NOW)

    assert [result for result in results if result is not None] == []
    certificate = Certificate.objects.get()
    assert (certificate.status, certificate.attempts, certificate.problem) == (CertificateStatus.VALID, 0, "")
    assert IssueLogEntry.objects.count() == 1
    assert [message.dedup_key for message in Message.objects.all()] == [f"certificate-ready:{certificate.pk}"]
    assert verify_chain() is None
    assert list(broken_certificates()) == []


def test_many_certificates_made_at_once_form_one_chain_from_the_very_first(finished):
    certificates = [
        prepare_certificate(somebody(finished, f"Henkilö {letter}"), now=NOW) for letter in "abcdefghijklmnopqrst"
    ]

    results = together([lambda key=row.pk: make_certificate(key, now=NOW) for row in certificates])

    assert results == [True] * len(certificates)
    assert IssueLogEntry.objects.count() == len(certificates)
    assert verify_chain() is None
    assert list(broken_certificates()) == []


def test_two_people_revoking_at_once_leave_one_reason_and_one_mail(finished):
    certificate = prepare_certificate(somebody(finished), now=NOW)
    make_certificate(certificate.pk, now=NOW)
    people = [UserFactory() for _ in range(10)]

    results = together(
        [lambda by=by: revoke(certificate, by=by, reason=EndReason.WRONG_PERSON, now=NOW) for by in people]
    )

    assert sorted(type(result).__name__ for result in results) == ["Certificate"] + [CertificateRefused.__name__] * 9
    assert IssueLogEntry.objects.count() == 2
    assert Message.objects.filter(kind="certificate.revoked").count() == 1
    assert verify_chain() is None


def test_two_people_replacing_at_once_leave_one_new_certificate(finished):
    certificate = prepare_certificate(somebody(finished), now=NOW)
    make_certificate(certificate.pk, now=NOW)
    paper, people = certificate.template, [UserFactory() for _ in range(10)]

    def replacing(by):
        return lambda: replace(certificate, by=by, template=paper, reason=EndReason.WRONG_DETAILS, now=NOW)

    results = together([replacing(by) for by in people])

    assert sorted(type(result).__name__ for result in results) == ["Certificate"] + [CertificateRefused.__name__] * 9
    assert Certificate.objects.count() == 2
    assert list(IssueLogEntry.objects.values_list("event", flat=True)) == [LogEvent.ISSUED, LogEvent.REPLACED]
    assert verify_chain() is None
