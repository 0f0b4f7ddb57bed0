"""A small S3-compatible store on the loopback: objects in one bucket, whoever signs with the right key."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

KEY = "avain"


class Store(ThreadingHTTPServer):
    """What it holds and what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.objects: dict[str, bytes] = {}
        self.buckets: set[str] = {"sytyke"}
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Store

    def log_message(self, *args: object) -> None:
        """Say nothing."""

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def fail(self, status: int, code: str) -> None:
        self.answer(status, f"<Error><Code>{code}</Code></Error>".encode())

    def asked_for(self) -> str | None:
        """`bucket/key` of a signed request to a bucket there is; the failure is answered already otherwise."""
        self.server.asked.append(f"{self.command} {urlsplit(self.path).path}")
        if f"Credential={KEY}/" not in self.headers.get("Authorization", ""):
            self.fail(403, "AccessDenied")
            return None
        path = unquote(urlsplit(self.path).path).lstrip("/")
        if path.partition("/")[0] not in self.server.buckets and self.command != "PUT":
            self.fail(404, "NoSuchBucket")
            return None
        return path.rstrip("/") if path.count("/") == 1 and path.endswith("/") else path

    def body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def do_PUT(self) -> None:
        body, path = self.body(), self.asked_for()
        if path is None:
            return
        if "/" not in path:
            self.server.buckets.add(path)
        else:
            self.server.objects[path] = body
        self.answer(200, ETag=f'"{md5(body, usedforsecurity=False).hexdigest()}"')

    def do_GET(self) -> None:
        path = self.asked_for()
        if path is None:
            return
        if "/" not in path:
            self.answer(200, self.listing(path) if self.command == "GET" else b"")
        elif path in self.server.objects:
            body = self.server.objects[path]
            self.answer(200, body, ETag='"x"', Last_Modified="Thu, 20 May 2027 06:00:00 GMT")
        else:
            self.fail(404, "NoSuchKey")

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_DELETE(self) -> None:
        path = self.asked_for()
        if path is not None:
            self.server.objects.pop(path, None)
            self.answer(204)

    def listing(self, bucket: str) -> bytes:
        """ListObjects with prefix and delimiter, everything on one page."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        prefix, delimiter = query.get("prefix", ""), query.get("delimiter", "")
        folders, files = set(), []
        for path, body in sorted(self.server.objects.items()):
            key = path.removeprefix(f"{bucket}/")
            if path.startswith(f"{bucket}/") and key.startswith(prefix):
                head, found, _ = key.removeprefix(prefix).partition(delimiter) if delimiter else (key, "", "")
                if found:
                    folders.add(f"{prefix}{head}{delimiter}")
                else:
                    files.append(f"<Contents><Key>{escape(key)}</Key><Size>{len(body)}</Size></Contents>")
        common = [f"<CommonPrefixes><Prefix>{escape(each)}</Prefix></CommonPrefixes>" for each in sorted(folders)]
        inner = "<IsTruncated>false</IsTruncated>" + "".join([*files, *common])
        return f'<?xml version="1.0"?><ListBucketResult>{inner}</ListBucketResult>'.encode()


@contextmanager
def running_store() -> Iterator[Store]:
    store = Store()
    thread = threading.Thread(target=store.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield store
    finally:
        store.shutdown()
        thread.join()
        store.server_close()


def is_signed_address(address: str) -> bool:
    return re.search(r"X-Amz-Signature|AWSAccessKeyId|Signature=", address) is not None
