"""What certificates says by mail. Subjects and bodies hold placeholders only (messaging/kinds.py)."""

from django.utils.translation import gettext_lazy as _

from messaging.kinds import MessageKind, register_kind

READY = register_kind(
    MessageKind(
        key="certificate.ready",
        label=_("The certificate is ready"),
        subject=_("Your certificate is ready: {course}"),
        body=_(
            "Hello, {name}!\n"
            "\n"
            "Well done – your certificate is ready. You can download it or share the link.\n"
            "\n"
            "{link}\n"
            "\n"
            "Training: {course}\n"
            "Certificate ID: {certificate_id}\n"
            "\n"
            "Whoever has the link can see the certificate and check that it is valid."
        ),
        sample={
            "name": "Maija-Liisa Äyräpää",
            "course": "Sytykettä yhteistyöhön",
            "certificate_id": "SYTY-7K4M-Q9XT-2B6H",
            "link": "https://sytyke.example/tarkista/esimerkki/",
        },
    )
)

REPLACED = register_kind(
    MessageKind(
        key="certificate.replaced",
        label=_("The certificate has been replaced"),
        subject=_("Your new certificate is ready: {course}"),
        body=_(
            "Hello, {name}!\n"
            "\n"
            "Your new certificate {certificate_id} is ready. It replaces the certificate {old_id}, which cannot be "
            "used any more.\n"
            "\n"
            "{link}\n"
            "\n"
            "Training: {course}\n"
            "\n"
            "If you have given the old link or file to somebody, give them this new one."
        ),
        sample={
            "name": "Maija-Liisa Äyräpää",
            "course": "Sytykettä yhteistyöhön",
            "certificate_id": "SYTY-7K4M-Q9XT-2B6H",
            "old_id": "SYTY-3D8N-W5RC-6J1P",
            "link": "https://sytyke.example/tarkista/esimerkki/",
        },
    )
)

REVOKED = register_kind(
    MessageKind(
        key="certificate.revoked",
        label=_("The certificate is no longer valid"),
        subject=_("Your certificate is no longer valid: {course}"),
        body=_(
            "Hello, {name}!\n"
            "\n"
            "Your certificate {certificate_id} is no longer valid. "
            "Contact the organiser, and we will go through it together.\n"
            "\n"
            "Training: {course}\n"
            "Contact person: {contact}"
        ),
        sample={
            "name": "Maija-Liisa Äyräpää",
            "course": "Sytykettä yhteistyöhön",
            "certificate_id": "SYTY-7K4M-Q9XT-2B6H",
            "contact": "Helmi Harju, helmi@esimerkki.example",
        },
    )
)
