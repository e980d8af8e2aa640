"""The panels, one folder each, found by looking into this package."""

from importlib import import_module
from pkgutil import iter_modules

from callcentre.ui.screen import Screen


def discover() -> tuple[Screen, ...]:
    """The SCREEN of every folder here, in the order of the rail."""
    modules = (import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__) if found.ispkg)
    screens = (screen for module in modules if isinstance(screen := getattr(module, "SCREEN", None), Screen))
    return tuple(sorted(screens, key=lambda screen: (screen.order, screen.id)))
