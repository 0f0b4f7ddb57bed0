"""The plan of the house held by reading the source: import arrows, rooms, sizes, the fixed top level."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

pytestmark = pytest.mark.one_database

ROOT = Path(settings.BASE_DIR)

# Left may import right, never back: reports → certificates → enrollment → courses → cms → messaging → accounts,
# and reports → feedback → enrollment.
BELOW: dict[str, frozenset[str]] = {"accounts": frozenset()}
BELOW["messaging"] = frozenset({"accounts"})
BELOW["cms"] = BELOW["messaging"] | {"messaging"}
BELOW["courses"] = BELOW["cms"] | {"cms"}
BELOW["enrollment"] = BELOW["courses"] | {"courses"}
BELOW["feedback"] = BELOW["enrollment"] | {"enrollment"}
BELOW["certificates"] = BELOW["enrollment"] | {"enrollment"}
BELOW["reports"] = BELOW["certificates"] | {"certificates", "feedback"}
BELOW["config"] = BELOW["reports"] | {"reports"}

DOORS = frozenset({"models", "enums", "queries", "services", "signals", "registry", "blocks", "admin_helpers"})
PURE = frozenset(  # decide from facts without a database; docs/decisions/0006
    {
        "accounts.cells",
        "accounts.collation",
        "accounts.names",
        "cms.caching",
        "cms.search_words",
        "courses.progress",
        "courses.rules",
        "enrollment.quantities",
        "enrollment.rights",
        "enrollment.secrecy",
        "messaging.calendar",
        "messaging.dates",
        "messaging.kinds",
        "messaging.workdays",
        "messaging.previews",
    }
)
OUR_MODELS = [[app, "models"] for app in BELOW]
VAGUE = frozenset({"utils", "util", "common", "core", "helpers", "misc", "lib"})
TOP_LEVEL = BELOW.keys() | {
    "templates",
    "static",
    "locale",
    "tests",
    "benchmarks",
    "docs",
    "requirements",
    "var",
    "manage.py",
    "pyproject.toml",
    "README.md",
    "CHANGELOG.md",
    "LICENSE",
    "Makefile",
    "Dockerfile",
    "compose.yaml",
}
FIXED = (
    "courses",
    "enrollment",
    "certificates",
    "cms",
    "locale/fi",
    "tests",
    "manage.py",
    "pyproject.toml",
    "README.md",
)
QUERY_WORDS = frozenset(
    {
        *("filter", "exclude", "annotate", "alias", "aggregate", "values", "values_list", "order_by", "get", "only"),
        *("defer", "select_related", "prefetch_related", "prefetch_related_objects", "Q", "F", "Count", "Sum", "Min"),
        *("Max", "Avg", "OuterRef", "Prefetch", "FilteredRelation", "get_or_create", "update_or_create", "distinct"),
    }
)
LONGEST_MODULE, LONGEST_FUNCTION = 300, 50  # lines


@dataclass(frozen=True)
class Module:
    """One source file: `name` is dotted, e.g. `courses.models.run`."""

    name: str
    source: str

    @property
    def app(self) -> str:
        return self.name.partition(".")[0]

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.source)


@cache
def modules() -> tuple[Module, ...]:
    """Every module of every app but migrations."""
    paths = [path for app in BELOW for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts]
    return tuple(Module(".".join(path.relative_to(ROOT).with_suffix("").parts), path.read_text()) for path in paths)


def is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")


def running_nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node that runs; hints under TYPE_CHECKING may point anywhere."""
    for child in ast.iter_child_nodes(tree):
        if not is_type_checking(child):
            yield child
            yield from running_nodes(child)


def imports(module: Module) -> Iterator[str]:
    """Dotted names the module imports, also inside functions; relative ones made absolute."""
    for node in running_nodes(module.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = module.name.split(".")[: -node.level] if node.level else []
            base = ".".join([*package, *([node.module] if node.module else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def wrong_arrows(module: Module) -> list[str]:
    found = []
    for name in imports(module):
        app, _, rest = name.partition(".")
        if app not in BELOW or app == module.app:
            continue
        door = rest.partition(".")[0]
        if app not in BELOW[module.app]:
            found.append(f"{module.name} → {name}: against the arrows")
        elif module.app != "config" and door not in DOORS and f"{app}.{door}" not in PURE:
            found.append(f"{module.name} → {name}: {app}.{door} is not for other apps")
    return found


@cache
def names_from_above(app: str) -> frozenset[str]:
    """Reverse names that models of apps above put on models of the app or of those below it."""
    reachable = BELOW[app] | {app}
    return frozenset(
        name
        for model in apps.get_models()
        if model._meta.app_label in reachable
        for relation in model._meta.related_objects
        if relation.related_model._meta.app_label in BELOW.keys() - reachable
        for name in (relation.name, relation.get_accessor_name())
        if name
    )


def words_of_query(call: ast.Call) -> Iterator[str]:
    """Look-up paths in one queryset call: keywords and, but for `get`, plain strings."""
    function = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if function not in QUERY_WORDS:
        return
    yield from (keyword.arg for keyword in call.keywords if keyword.arg)
    if function != "get":
        yield from (arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str))


def names_reaching_up(module: Module, forbidden: frozenset[str]) -> list[str]:
    found = []
    for node in running_nodes(module.tree):
        paths = list(words_of_query(node)) if isinstance(node, ast.Call) else []
        words = {word for path in paths for word in path.lstrip("-").split("__")}
        if isinstance(node, ast.Attribute):
            words.add(node.attr)
        found += [f"{module.name}:{node.lineno}: {word}" for word in sorted(words & forbidden)]
    return found


def test_imports_follow_the_arrows():
    assert [arrow for module in modules() for arrow in wrong_arrows(module)] == []


def test_no_query_uses_a_reverse_name_of_an_app_above():
    found = [name for module in modules() for name in names_reaching_up(module, names_from_above(module.app))]

    assert found == []


def test_the_reverse_names_are_known():
    assert {"enrollments", "certificate_offers"} <= names_from_above("courses")
    assert "enrollments" not in names_from_above("enrollment")


@pytest.mark.parametrize(
    ("line", "arrow"),
    [
        (
            "from enrollment.models import Enrollment",
            "courses.rules → enrollment.models.Enrollment: against the arrows",
        ),
        ("def f():\n    import certificates.queries", "courses.rules → certificates.queries: against the arrows"),
        ("from config import checks", "courses.rules → config.checks: against the arrows"),
        ("from cms.views import x", "courses.rules → cms.views.x: cms.views is not for other apps"),
        ("from accounts import forms", "courses.rules → accounts.forms: accounts.forms is not for other apps"),
        ("from messaging.dates import day", None),
        ("from accounts.models.user import User", None),
        ("if TYPE_CHECKING:\n    from enrollment.models import Enrollment", None),
        ("from .models import Course\nfrom . import views", None),
    ],
)
def test_a_wrong_import_is_found(line, arrow):
    assert wrong_arrows(Module("courses.rules", line)) == ([arrow] if arrow else [])


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("runs.annotate(Count('enrollments__person'))", "enrollments"),
        ("runs.filter(Q(enrollments__state='x'))", "enrollments"),
        ("runs.order_by('-enrollments__created_at')", "enrollments"),
        ("runs.prefetch_related('sessions__attendances')", "attendances"),
        ("run.enrollments.count()", "enrollments"),
        ("'enrollments are counted elsewhere'", None),
        ("runs.filter(sessions__starts_at=now)", None),
    ],
)
def test_a_reverse_name_from_above_is_found(line, word):
    found = names_reaching_up(Module("courses.queries", line), names_from_above("courses"))

    assert found == ([f"courses.queries:1: {word}"] if word else [])


def test_forms_call_no_service():
    rooms = [module for module in modules() if "forms" in module.name.split(".")]

    assert [f"{m.name} → {n}" for m in rooms for n in imports(m) if "services" in n.split(".")] == []


def test_pure_modules_know_no_model():
    rooms = [module for module in modules() if module.name in PURE]

    assert len(rooms) == len(PURE)
    assert [f"{m.name} → {n}" for m in rooms for n in imports(m) if n.split(".")[:2] in OUR_MODELS] == []


def test_no_module_has_a_name_that_says_nothing():
    assert [module.name for module in modules() if VAGUE & set(module.name.split("."))] == []


def test_modules_and_functions_stay_short():
    long_modules = [m.name for m in modules() if len(m.source.splitlines()) > LONGEST_MODULE]
    long_functions = [
        f"{module.name}.{node.name}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    ]

    assert (long_modules, long_functions) == ([], [])


def test_the_top_level_is_the_planned_one():
    seen = {path.name for path in ROOT.iterdir() if not path.name.startswith((".", "__"))}

    assert seen - TOP_LEVEL == set()
    assert [name for name in FIXED if not (ROOT / name).exists()] == []
