# SPDX-License-Identifier: GPL-2.0
"""scx-ab report: options, and files to output."""
import argparse
import sys

from . import data, table, text

FORMATS = {
    "text": lambda report: text.plain(text.document(report)),
    "markdown": lambda report: text.markdown(text.document(report)),
}


def main(argv):
    parser = argparse.ArgumentParser(prog="scx-ab report")
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--format", choices=FORMATS, default="text")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(argv)
    try:
        report = table.build(data.read_all(options.files), options.seed)
    except data.DataError as error:
        print(f"scx-ab report: {error}", file=sys.stderr)
        return 1
    sys.stdout.write(FORMATS[options.format](report))
    return 0
