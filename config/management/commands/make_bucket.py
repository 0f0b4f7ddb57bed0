"""Make the bucket for files in a store of one's own, as compose.yaml brings; a second run finds it there."""

from typing import Any

from botocore.exceptions import ClientError
from django.core.files.storage import storages
from django.core.management.base import BaseCommand

from config.storage import PrivateBucket


class Command(BaseCommand):
    help = "Make the bucket that files are kept in, when it is not there."

    def handle(self, *args: Any, **options: Any) -> None:
        store = storages["default"]
        if not isinstance(store, PrivateBucket):
            self.stdout.write("Files lie on the disk: no bucket is needed.")
            return
        client = store.connection.meta.client
        try:
            client.head_bucket(Bucket=store.bucket_name)
        except ClientError as refusal:
            if refusal.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
                raise
            client.create_bucket(Bucket=store.bucket_name)
            self.stdout.write(f"Made the bucket {store.bucket_name}.")
        else:
            self.stdout.write(f"The bucket {store.bucket_name} is there.")
