"""Files in a bucket of an S3-compatible store, seen by nobody but this site."""

from typing import Any
from urllib.parse import quote

from botocore.config import Config
from django.conf import settings
from storages.backends.s3 import S3Storage

TIMEOUT = 10  # seconds without an answer until the store counts as away


class PrivateBucket(S3Storage):
    """Keeps files under names of its own and never hands out an address of the store.

    `url()` is the site's own address, behind which a view decides; a signed address in a kept page would outlive its
    five minutes, and the content security policy allows no other host. `location` is the folder of the bucket it
    keeps to.
    """

    def get_default_settings(self) -> dict[str, Any]:
        # Checksums only where asked for: several compatible stores refuse the newer default.
        client = Config(
            s3={"addressing_style": "path"},
            signature_version="s3v4",
            connect_timeout=TIMEOUT,
            read_timeout=TIMEOUT,
            retries={"max_attempts": 3, "mode": "standard"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        return {
            **super().get_default_settings(),
            "default_acl": None,
            "querystring_auth": True,
            "querystring_expire": 300,
            "file_overwrite": False,
            "client_config": client,
        }

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        """The site's own address of the file."""
        return settings.MEDIA_URL + quote(name.lstrip("/"))
