"""A real site for the browser: the demo on its own SQLite file, served with `tick` beside it, as `make demo` does."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

ROOT = Path(__file__).parents[2]
START_SECONDS = 120
CHROMIUM = os.environ.get("SYTYKE_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Site:
    """Where the site answers, and its command line."""

    def __init__(self, folder: Path) -> None:
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.folder = folder
        self.environment = {
            **{key: value for key, value in os.environ.items() if key != "DATABASE_URL"},
            "DJANGO_SETTINGS_MODULE": "config.settings.demo",
            "DATABASE_URL": f"sqlite:///{folder / 'demo.sqlite3'}",
            "SYTYKE_VAR_DIR": str(folder),
            "SITE_URL": self.url,
        }

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, check=True,
        )  # fmt: skip

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{arguments[0]}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )

    def wait_until_it_answers(self) -> None:
        for _ in range(START_SECONDS * 4):
            try:
                urllib.request.urlopen(self.url, timeout=5).close()  # noqa: S310 - our own loopback server
                return
            except OSError:
                time.sleep(0.25)
        raise RuntimeError((self.folder / "runserver.log").read_text())


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo, freshly made and running."""
    site = Site(tmp_path_factory.mktemp("site"))
    site.manage("migrate", "-v0")
    site.manage("collectstatic", "--noinput", "-v0")
    site.manage("load_demo")
    processes = [site.start("runserver", "--noreload", f"127.0.0.1:{site.port}"), site.start("tick", "--every", "1")]
    try:
        site.wait_until_it_answers()
        yield site
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=20)


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Debian's own Chromium; nothing is downloaded."""
    if CHROMIUM is None:
        pytest.fail("no Chromium found")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
    yield browser
    browser.close()


class Visitor:
    """One browser window of one person; collects everything that must not happen."""

    def __init__(self, context: BrowserContext, site: Site) -> None:
        self.site = site
        self.context = context
        self.page: Page = context.new_page()
        self.page.set_default_timeout(15_000)
        self.complaints: list[str] = []
        self.expected_missing = ""  # a page that is meant not to exist; the browser complains of its 404
        self.page.on("console", self._listen)
        self.page.on("request", self._watch)
        self.page.on("response", self._check)

    def _listen(self, message) -> None:
        is_expected = bool(self.expected_missing) and self.expected_missing in message.location.get("url", "")
        if message.type in ("error", "warning") and not is_expected:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _watch(self, request) -> None:
        if not request.url.startswith((self.site.url, "data:", "blob:")):
            self.complaints.append(f"{self.page.url}: asked {request.url}")

    def _check(self, response) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.url}: {response.status}")

    def open(self, path: str) -> None:
        self.page.goto(f"{self.site.url}{path}")


@pytest.fixture
def new_visitor(chromium: Browser, site: Site) -> Iterator:
    """Makes windows: `new_visitor(width=360)`; afterwards none of them may have complained."""
    visitors: list[Visitor] = []

    def make(*, width: int = 360, height: int = 780, scheme: str = "light") -> Visitor:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, locale="fi-FI", reduced_motion="reduce"
        )
        visitors.append(Visitor(context, site))
        return visitors[-1]

    yield make
    complaints = [complaint for visitor in visitors for complaint in visitor.complaints]
    for visitor in visitors:
        visitor.context.close()
    assert complaints == []


def newest_mail(visitor: Visitor, address: str, about: str) -> str:
    """The text of the newest mail to this address with these words in its subject, as /demo/ shows it."""
    page = visitor.context.new_page()
    try:
        page.goto(f"{visitor.site.url}/demo/")
        letter = page.locator("details.letter").filter(has_text=address).filter(has_text=about).first
        letter.evaluate("node => { node.open = true }")
        return letter.inner_text()
    finally:
        page.close()


def code_in(mail: str) -> str:
    """The one-time code in a mail."""
    found = re.search(r"\b([A-Z0-9]{4}-[A-Z0-9]{4})\b", mail)
    assert found, mail
    return found[1]
