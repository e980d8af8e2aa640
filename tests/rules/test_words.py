"""Every text has its Chinese, and the compiled catalogue is the one that was written."""

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "resources" / "i18n" / "zh_CN" / "LC_MESSAGES"


def run(*arguments):
    return subprocess.run(
        [sys.executable, ROOT / "packaging" / "words.py", *arguments], capture_output=True, text=True, check=False
    )


def test_no_text_lacks_its_translation():
    missing = run("missing")
    assert missing.returncode == 0, missing.stdout + missing.stderr


def test_the_compiled_catalogue_is_fresh():
    from babel.messages.mofile import read_mo
    from babel.messages.pofile import read_po

    def told(catalogue):
        return {
            parts(message.id): parts(message.string) for message in catalogue if message.id and any(message.string)
        }

    with (FOLDER / "callcentre.po").open("rb") as file:
        written = told(read_po(file))
    with (FOLDER / "callcentre.mo").open("rb") as file:
        compiled = told(read_mo(file))
    assert compiled == written


def parts(text):
    """A message or its plural forms, whatever the reader made of them."""
    return (text,) if isinstance(text, str) else tuple(text)


def test_placeholders_are_the_same_in_both_languages():
    import re

    from babel.messages.pofile import read_po

    def names(text):
        return set(re.findall(r"\{(\w+)", text))

    with (FOLDER / "callcentre.po").open("rb") as file:
        for message in read_po(file):
            if message.id and message.string:
                for text in parts(message.string):
                    assert names(text) == names(parts(message.id)[-1]), message.id


def test_no_text_is_put_together_before_it_is_translated():
    """`_(f"...")` and `_("a" + b)` are never found in the catalogue."""
    wrong = []
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("_", "N_")
                and node.args
                and isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
            ):
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert wrong == []


def test_no_text_stands_inside_an_f_string():
    """What is read for the catalogue does not look there, and its Chinese would be dropped."""
    wrong = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in (ROOT / "src").rglob("*.py")
        for whole in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(whole, ast.JoinedStr)
        for call in ast.walk(whole)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in ("_", "N_", "ngettext")
        and isinstance(call.args[0], ast.Constant)
    ]
    assert wrong == []
