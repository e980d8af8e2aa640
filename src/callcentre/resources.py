"""Where the shipped data files are: inside the installed package, else beside the checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resource(*parts: str) -> Path:
    """The path of a shipped file or folder such as `resource("fonts", "NotoSansSC-Regular.ttf")`.

    A wheel and a frozen program carry `resources` inside the package; an editable
    install finds it beside `src`. Raises FileNotFoundError naming both places.
    """
    inside = _PACKAGE / "resources"
    beside = _PACKAGE.parent.parent / "resources"
    for root in (inside, beside):
        if root.is_dir():
            return root.joinpath(*parts)
    raise FileNotFoundError(f"no resources folder in {inside} or {beside}")
