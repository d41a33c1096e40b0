# SPDX-License-Identifier: GPL-2.0
"""scx-ab report: Make text, tables and pictures from result files."""
import argparse
import sys
from pathlib import Path

from . import data, export, table, text, usage

EPILOG = """\
Several files, one from each machine, make one report, in which the machine is a block too.
--out DIR writes report.txt, report.md, report.csv, report.json, samples.bench (for benchstat), and
the pictures ratios, waits and samples.

Exit status: 0 done, 1 failure (a damaged file, ...), 2 wrong usage.
"""
# The values of --format: the name of the file that --out writes, and the function that makes it.
FORMATS = {
    "text": ("report.txt", lambda report, **more: text.plain(text.document(report, **more))),
    "markdown": ("report.md", lambda report, **more: text.markdown(text.document(report, **more))),
    "csv": ("report.csv", lambda report, **_: export.as_csv(report)),
    "json": ("report.json", lambda report, **_: export.as_json(report)),
    "bench": ("samples.bench", lambda report, **_: export.as_bench(report)),
}
# Other words for these formats.
ALIASES = {"txt": "text", "md": "markdown", "benchstat": "bench"}
PLOTS = ("svg",)


def plots(value):
    """Return the value of --plots."""
    kinds = [] if value == "none" else value.split(",")
    unknown = [kind for kind in kinds if kind not in PLOTS]
    if unknown:
        raise argparse.ArgumentTypeError(usage.unknown("kind", unknown[0], [*PLOTS, "none"]))
    return list(dict.fromkeys(kinds))


def options(argv):
    """Parse argv. Ends the program for --help, and for wrong options."""
    parser = usage.Parser("report", description=__doc__.split(": ", 1)[1], epilog=EPILOG)
    parser.add_argument("files", nargs="+", metavar="FILE", help="result file of scx-ab run")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--format", type=usage.choice("format", FORMATS, ALIASES), default="text",
                       metavar="FORMAT",
                       help="format to print: text (default), markdown or md, csv, json, benchstat")
    where.add_argument("--out", type=Path, metavar="DIR",
                       help="write all formats and the pictures to DIR instead")
    parser.add_argument("--plots", type=plots, metavar="KINDS",
                        help="pictures of --out: svg (default) or none")
    parser.add_argument("--seed", type=usage.whole(0), default=1, metavar="N",
                        help="seed of the bootstrap (default 1): the same seed, the same report")
    found = parser.parse_args(argv)
    if found.plots is not None and not found.out:
        parser.error("--plots needs --out DIR")
    return found


def write_all(report, directory, kinds):
    """Write all formats and pictures into a directory."""
    directory.mkdir(parents=True, exist_ok=True)
    pictures = []
    if kinds:
        from . import plot  # only here, because importing matplotlib takes long
        pictures = plot.save(report, lambda name: open(directory / name, "wb"))
    for name, write in FORMATS.values():
        (directory / name).write_text(write(report, pictures=pictures), encoding="utf-8")


def main(argv):
    """scx-ab report. Returns the exit status."""
    opts = options(argv)
    try:
        report = table.build(data.read_all(opts.files), opts.seed)
        if opts.out:
            write_all(report, opts.out, PLOTS if opts.plots is None else opts.plots)
        else:
            sys.stdout.write(FORMATS[opts.format][1](report))
    except data.DataError as error:
        print(f"scx-ab report: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"scx-ab report: {error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    return 0
