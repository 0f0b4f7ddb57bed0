"""What a browser fetches on a first visit of a public page, cold (performance plan, P15)."""

import gzip
from collections import Counter

import pytest

pytestmark = pytest.mark.e2e

KILOBYTE = 1024
MOST_REQUESTS = 12
SHIFT = """() => new Promise((resolve) => {
  let shift = 0
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) shift += entry.value
  }).observe({ type: "layout-shift", buffered: true })
  setTimeout(() => resolve(shift), 300)
})"""


def weight(response) -> int:
    """Bytes on the wire; the proxy of production zips what the application makes, as is done here."""
    if response.request.resource_type == "document":
        return len(gzip.compress(response.body()))
    return response.request.sizes()["responseBodySize"]


@pytest.mark.parametrize("path", ["/", "/koulutukset/", "/koulutukset/sytyketta/", "/tarkista/"])
def test_a_first_visit_is_light_and_still(new_visitor, path):
    visitor, responses = new_visitor(width=360), []
    visitor.page.on("response", lambda response: responses.append(response))

    visitor.open(path)
    visitor.page.wait_for_load_state("networkidle")

    bytes_of = Counter()
    for response in responses:
        bytes_of[response.request.resource_type] += weight(response)
    kilobytes = {kind: size / KILOBYTE for kind, size in bytes_of.items()}
    assert kilobytes.get("stylesheet", 0) <= 30
    assert kilobytes.get("script", 0) <= 30
    assert kilobytes.get("font", 0) <= 70
    assert sum(kilobytes.values()) <= 150
    assert len(responses) <= MOST_REQUESTS
    assert visitor.page.evaluate("document.querySelectorAll('*').length") <= 600
    assert visitor.page.evaluate(SHIFT) <= 0.05
