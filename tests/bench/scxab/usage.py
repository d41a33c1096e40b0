# SPDX-License-Identifier: GPL-2.0
"""The command lines of scx-ab: an error is one sentence, with the nearest known word."""
import argparse
import difflib
import math
import re

# What argparse says, and how scx-ab says it.
REWORDED = (
    (r"argument ([^:]+): expected one argument", r"\1 needs a value"),
    (r"argument ([^:]+): expected at least one argument", r"\1 needs a value"),
    (r"argument ([^:]+): not allowed with argument (.+)", r"\1 does not go with \2"),
    (r"argument ([^:]+): ignored explicit argument .*", r"\1 takes no value"),
    (r"the following arguments are required: (.+)", r"missing: \1"),
    (r"ambiguous option: (\S+) could match (.+)", r"\1 could be \2"),
    (r"argument ([^:]+): (.+)", r"\1: \2"),
)


def unknown(what, word, known, where=None):
    """Return the sentence about a word that is not known. where says where all words are listed;
    without it the sentence lists them."""
    near = difflib.get_close_matches(word, known, 1)
    where = where or "one of " + ", ".join(known)
    if near:
        return f"unknown {what} '{word}'; did you mean '{near[0]}'? ({where})"
    return f"unknown {what} '{word}'; {where}"


def choice(what, known, aliases=None):
    """Return the type of an option that takes one of the known words, or an alias of one."""
    def convert(word):
        word = (aliases or {}).get(word, word)
        if word not in known:
            raise argparse.ArgumentTypeError(unknown(what, word, list(known)))
        return word
    return convert


def whole(low, high=None):
    """Return the type of an option that takes a whole number in a range."""
    def convert(word):
        reach = f"from {low} on" if high is None else f"from {low} to {high}"
        fits = word.isascii() and word.isdecimal() and low <= int(word)
        if not fits or (high is not None and int(word) > high):
            raise argparse.ArgumentTypeError(f"'{word}' is not a whole number {reach}")
        return int(word)
    return convert


def number(low, high):
    """Return the type of an option that takes a number in a range."""
    def convert(word):
        try:
            value = float(word)
        except ValueError:
            value = math.nan
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"'{word}' is not a number from {low} to {high}")
        return value
    return convert


class Parser(argparse.ArgumentParser):
    """Parses the options of one command of scx-ab."""

    def __init__(self, command, **how):
        super().__init__(prog=f"scx-ab {command}",
                         formatter_class=argparse.RawDescriptionHelpFormatter, **how)

    def parse_args(self, args=None, namespace=None):
        """Parse the options. Ends the program for --help, and for wrong options."""
        found, rest = self.parse_known_args(args, namespace)
        if rest:
            word = rest[0].split("=")[0]
            options = [name for action in self._actions for name in action.option_strings]
            self.error(unknown("option", word, options, "--help lists them")
                       if word.startswith("-") else f"unknown argument '{word}'")
        return found

    def error(self, message):
        """End the program with one sentence and exit status 2."""
        for pattern, words in REWORDED:
            if re.fullmatch(pattern, message, re.DOTALL):
                message = re.sub(pattern, words, message, flags=re.DOTALL)
                break
        self.exit(2, f"{self.prog}: {message}; see {self.prog} --help\n")
