"""What argparse itself says, so that help and wrong usage are in one language with the rest."""

import argparse

from callcentre import words
from callcentre.words import N_

SAID = (
    N_("usage: "), N_("options"), N_("positional arguments"), N_("show this help message and exit"),
    N_("%(prog)s: error: %(message)s\n"), N_("argument %(argument_name)s: %(message)s"),
    N_("expected one argument"), N_("expected at most one argument"), N_("expected at least one argument"),
    N_("ignored explicit argument %r"), N_("invalid %(type)s value: %(value)r"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"), N_("not allowed with argument %s"),
    N_("one of the arguments %s is required"), N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"), N_("ambiguous option: %(option)s could match %(matches)s"),
    N_("unknown parser %(parser_name)r (choices: %(choices)s)"),
)
"""The sentences a person can meet, as argparse writes them; others stay English."""


def speak() -> None:
    """Makes argparse look its sentences up in our catalogue, for it knows only the system's."""
    vars(argparse).update(_=words._, ngettext=words.ngettext)
