"""The house rules, as tests."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.config import from_env
from app.security import GUARD
from forms.kinds import KINDS
from tests.conftest import KEYS, ROOT, SLUGS

CODE = ("app", "forms")
MAX_FILE, MAX_FUNCTION, MAX_TEMPLATE = 400, 40, 120
LONGER = {"_explain": "one branch a keyword", "_question": "one line a property of a question"}
FORBIDDEN_MODULES = {"helpers", "utils", "util", "manager", "data", "common", "misc"}


def modules() -> list[Path]:
    return [path for folder in CODE for path in sorted((ROOT / folder).rglob("*.py"))]


def tracked(*patterns: str) -> list[Path]:
    found = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in found.stdout.split() if (ROOT / name).is_file()]


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_is_small_and_says_what_it_holds(path: Path) -> None:
    source = path.read_text("utf-8")
    tree = ast.parse(source)
    assert ast.get_docstring(tree), "no docstring"
    assert path.stem not in FORBIDDEN_MODULES
    if "migrations" in path.parts:
        return
    assert source.count("\n") <= MAX_FILE
    for function in functions(tree):
        length = (function.end_lineno or 0) - function.lineno + 1
        assert length <= MAX_FUNCTION or function.name in LONGER, f"{function.name}: {length} lines"
        if not function.name.startswith("_") and isinstance(parent(tree, function), ast.Module | ast.ClassDef):
            assert ast.get_docstring(function), f"{function.name} has no docstring"


def parent(tree: ast.Module, child: ast.FunctionDef) -> ast.AST | None:
    return next((node for node in ast.walk(tree) if child in ast.iter_child_nodes(node)), None)


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.html")), ids=lambda path: path.name)
def test_a_template_is_short_and_has_nothing_inline(path: Path) -> None:
    source = path.read_text("utf-8")
    assert source.count("\n") <= MAX_TEMPLATE
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*src=)|\|safe", source)


def test_nothing_but_data_names_a_procedure() -> None:
    places = tracked("app/*.py", "forms/*.py", "templates/*", "static/*.js", "static/*.scss", "static/*.mjs")
    names = [*SLUGS, "amethyste", "améthyste", "navigo"]
    named = [
        (str(path.relative_to(ROOT)), name)
        for path in places
        for name in names
        if name in path.read_text("utf-8").lower() and path.name != "commonplace.py"
    ]
    assert named == []


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_kind_has_its_class_its_template_and_its_line_in_the_readme(kind: str) -> None:
    assert KINDS[kind].name == kind
    assert (ROOT / "templates" / "fields" / f"{kind}.html").is_file()
    assert f"| `{kind}` |" in (ROOT / "README.md").read_text("utf-8")


def test_no_test_is_skipped_and_nothing_is_left_to_do() -> None:
    words = re.compile(r"pytest\.(?:mark\.)?(?:skip|xfail)|TO" + r"DO|FIX" + r"ME|NotImplemented" + r"Error")
    found = [str(path) for path in tracked("*.py", "*.js", "*.html", "*.scss") if words.search(path.read_text("utf-8"))]
    assert [path for path in found if not path.endswith("test_house.py")] == []


def test_no_file_names_a_path_of_a_machine_or_the_host_of_a_registry() -> None:
    words = re.compile(r"(?:^|[\s\"'(=])/(?:home|root|Users)/|pypi\.org|registry\.npmjs|\"resolved\":", re.M)
    places = tracked("*.py", "*.toml", "*.json", "*.txt", "Makefile", ".ci/run", ".npmrc", "*.md", "*.mjs")
    found = [str(path) for path in places if words.search(path.read_text("utf-8")) and path.name != "test_house.py"]
    assert found == []


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder = str(tmp_path_factory.mktemp("instance"))
    return create_app(
        from_env(
            {"GUICHET_ENV": "development", "SECRET_KEY": "k" * 40, "ENCRYPTION_KEYS": KEYS, "INSTANCE_DIR": folder}
        )
    )


def test_every_view_says_who_may_enter(application: Flask) -> None:
    views = {name: view for name, view in application.view_functions.items() if name != "static"}
    assert [name for name, view in views.items() if not hasattr(view, GUARD)] == []


WHO = {
    "anyone": {
        "accounts.choose_password",
        "accounts.choose_password_post",
        "accounts.code",
        "accounts.code_post",
        "accounts.confirm_email",
        "accounts.confirm_email_post",
        "accounts.forgotten",
        "accounts.forgotten_post",
        "accounts.login",
        "accounts.login_post",
        "accounts.logout",
        "accounts.mail_sent",
        "accounts.password_rule",
        "accounts.renew_link",
        "accounts.sign_up",
        "accounts.sign_up_post",
        "accounts.unlock",
        "accounts.unlock_post",
        "catalogue.entry",
        "catalogue.figure",
        "catalogue.index",
        "catalogue.named_list",
        "editor.shared",
        "editor.shared_conditions",
        "editor.shared_list",
        "editor.shared_post",
        "helpers.invitation",
        "franceconnect.attach",
        "franceconnect.attach_by_mail",
        "franceconnect.attach_link",
        "franceconnect.attach_link_post",
        "franceconnect.attach_post",
        "franceconnect.back",
        "franceconnect.left",
        "franceconnect.start",
        "pages.accessibility",
        "pages.health",
        "pages.help_page",
        "pages.home",
        "pages.legal",
        "pages.privacy",
        "pages.theme",
        "submissions.piece",
        "submissions.piece_post",
    },
    "development_only": {"accounts.codes", "pages.mailbox"},
}


def test_the_written_table_of_who_may_enter_is_the_real_one(application: Flask) -> None:
    real: dict[str, set[str]] = {}
    for name, view in application.view_functions.items():
        if name != "static":
            real.setdefault(getattr(view, GUARD), set()).add(name)
    assert real["anyone"] == WHO["anyone"]
    assert real["development_only"] == WHO["development_only"]
    assert set(real) == {"anyone", "development_only", "may edit", "may office", "may people", "signed_in"}
