"""The verbs, in one table: figures, read, annotate, corpus, app, exercises, slides."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from .article import load_article
from .errors import ArticleError, OnRecordError

# Where the notebooks of the package are put, for a user to work in.
_NOTEBOOKS = Path("on-record")


def main(arguments: list[str] | None = None) -> int:
    """Run one verb; returns the exit status: 0, or 2 where the input is at fault (said in one line)."""
    args = _parser().parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a file's name may be what no terminal can show
    try:
        return int(args.run(args))
    except OnRecordError as problem:
        print(f"onrecord: {problem}", file=sys.stderr)
    except OSError as problem:
        print(f"onrecord: {problem.filename or 'output'}: {problem.strerror}.", file=sys.stderr)
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="onrecord")
    verbs = parser.add_subparsers(required=True, metavar="verb")
    for name, verb in VERBS.items():
        own = verbs.add_parser(name, help=verb.help)
        for option in verb.options:
            own.add_argument(option.name, **option.settings)
        own.set_defaults(run=verb.run)
    return parser


def _pipeline() -> str | None:
    """The spaCy pipeline that the environment names, if any."""
    return os.environ.get("ONRECORD_PIPELINE") or None


def _figures(args: argparse.Namespace) -> int:
    from .suite.running import run_suite

    if args.article is None:
        if args.published:
            raise ArticleError("--published goes with --article FILE; the project's own article has its day.")
        return run_suite(args.out or _NOTEBOOKS)
    article = load_article(args.article, args.published)
    return run_suite(args.out or Path("read") / article.name, article)


def _lab(args: argparse.Namespace) -> int:
    from .suite.lab import open_lab

    return open_lab(args.out)


def _site(args: argparse.Namespace) -> int:
    from .suite.site import build_site

    return build_site(args.out)


def _read(args: argparse.Namespace) -> int:
    from .export import FORMATS
    from .reading import read

    if unknown := sorted({*args.formats} - {*FORMATS}):
        raise ArticleError(f"--formats takes {', '.join(FORMATS)}, not {unknown[0]!r}.")
    article = load_article(args.file, args.published, args.allow_local)
    reading = read(article, _pipeline())
    folder = args.out or Path("read") / article.name
    written = reading.save(folder, args.formats)
    print(repr(reading))
    if " says " in article.published_from:
        print(f"Published {article.published}: {article.published_from}.")
    for note in article.notes:
        print(f"Note: {note}.")
    if article.published is None:
        print("No publication date is known, so years are not guessed; give one with --published YYYY-MM-DD.")
    print(f"Wrote {', '.join(path.name for path in written)} to {folder}")
    return 0


def _annotate(args: argparse.Namespace) -> int:
    """Status 1 says that some documents could not be annotated; the last line says how many."""
    from .corpus.annotate import annotate_file

    try:
        done, errors = annotate_file(args.input, args.output, args.claims == "speech", args.resume, _pipeline())
    except KeyboardInterrupt:
        print("onrecord: stopped; the same command with --resume goes on from here.", file=sys.stderr)
        return 130
    why = f'; {errors:,} could not be (each has its "error" on its line)' if errors else ""
    print(f"Annotated {done:,} documents in {args.output}{why}")
    return 1 if errors else 0


def _app(args: argparse.Namespace) -> int:
    from .app import run_app

    return run_app(args.port, not args.no_browser)


def _corpus(args: argparse.Namespace) -> int:
    """Status 1 says that some articles could not be read; the last line says how many."""
    from .corpus import read_corpus, summary

    if args.workers is not None and args.workers < 1:
        raise ArticleError("--workers is a number of processes, 1 or more.")
    try:
        corpus = read_corpus(args.input, args.output, args.workers, args.scheduler, pipeline=_pipeline())
    except KeyboardInterrupt:
        print("onrecord: stopped; the same command goes on from here.", file=sys.stderr)
        return 130
    why = f" (see {args.output / 'errors'})" if corpus.counts["errors"] else ""
    print(f"Wrote {args.output}: {summary(corpus.counts)}{why}")
    return 1 if corpus.counts["errors"] else 0


def _exercises(args: argparse.Namespace) -> int:
    from .classroom.exercises import EXERCISES, write_exercises

    folder = args.out or EXERCISES
    written = write_exercises(folder)
    print(f"Wrote {', '.join(path.name for path in written)} to {folder}")
    return 0


def _slides(args: argparse.Namespace) -> int:
    from .classroom.slides import write_slides
    from .files import shelf

    given = args.notebooks or [shelf("notebooks")]
    notebooks = [path for one in given for path in (sorted(one.glob("[0-9]*.ipynb")) if one.is_dir() else [one])]
    count = write_slides(notebooks, args.out)
    print(f"Wrote {count} slides to {args.out}; open it in a browser, with or without a network.")
    return 0


class Option(NamedTuple):
    """What a verb takes: its name, and how argparse reads it."""

    name: str
    settings: dict[str, Any]


class Verb(NamedTuple):
    """A verb: what it does, in a line; what runs it, for an exit status; and what it takes."""

    help: str
    run: Callable[[argparse.Namespace], int]
    options: tuple[Option, ...]


def _option(name: str, help: str | None = None, **settings: Any) -> Option:
    return Option(name, {"help": help, **settings})


_PUBLISHED = _option("--published", "the day of publication, YYYY-MM-DD", metavar="DATE")
_FOLDER = _option("--out", "where to write them (default: read/NAME)", type=Path, metavar="DIR")

#: Every verb, in the order in which --help shows them.
VERBS = {
    "figures": Verb(
        "run the notebooks in order and make every figure anew",
        _figures,
        (
            _option("--article", "an article of yours: a file or a web address", metavar="FILE"),
            _PUBLISHED,
            _option(
                "--out",
                "where to write them (default: on-record; with --article: read/NAME)",
                type=Path,
                metavar="DIR",
            ),
        ),
    ),
    "lab": Verb(
        "put the notebooks into a folder of yours and open them in JupyterLab",
        _lab,
        (_option("--out", "the folder (default: on-record)", type=Path, metavar="DIR", default=_NOTEBOOKS),),
    ),
    "site": Verb(
        "build a site on which the exercises run in a browser, without installing anything",
        _site,
        (_option("--out", "the folder (default: site)", type=Path, metavar="DIR", default=Path("site")),),
    ),
    "read": Verb(
        "tables and the annotated page for one article",
        _read,
        (
            _option(
                "file",
                "a file (text, page, mail, document, subtitles), a web address, or a name in seeds/",
            ),
            _option("--allow-local", "fetch from this machine and private networks too", action="store_true"),
            _PUBLISHED,
            _FOLDER,
            _option(
                "--formats",
                "what to write (default: csv page); also json, parquet and annotations (W3C Web Annotation)",
                nargs="+",
                default=["csv", "page"],
                metavar="FORMAT",
            ),
        ),
    ),
    "annotate": Verb(
        "one document a line in, its annotations a line out (JSON)",
        _annotate,
        (
            _option("input", 'lines of {"id", "text", "published"}', type=Path, metavar="IN.jsonl"),
            _option("output", type=Path, metavar="OUT.jsonl"),
            _option(
                "--claims",
                "all (the default), or speech: only speech and thought reported as such",
                choices=["all", "speech"],
                default="all",
            ),
            _option(
                "--resume",
                "go on where a stopped run has left OUT: its lines stay, those with an error too, a last one that was "
                "cut short goes; an OUT of another input is refused (without this, OUT is overwritten)",
                action="store_true",
            ),
        ),
    ),
    "app": Verb(
        "the workbench as a page without code, in your browser",
        _app,
        (
            _option("--port", "the port to serve it on (default: a free one)", type=int),
            _option("--no-browser", "don't open the browser", action="store_true"),
        ),
    ),
    "corpus": Verb(
        "read many articles into one Parquet dataset a table",
        _corpus,
        (
            _option("input", "a folder, or a .jsonl, .csv or .parquet file with a text", type=Path, metavar="IN"),
            _option(
                "output",
                "the folder of the datasets, outside of IN; a killed run goes on there",
                type=Path,
                metavar="OUT",
            ),
            _option("--workers", "how many processes read (default: one a core)", type=int, metavar="N"),
            _option("--scheduler", "a Dask cluster that does the work (tcp://...)", metavar="ADDRESS"),
        ),
    ),
    "exercises": Verb(
        "make the exercises anew from their solutions",
        _exercises,
        (_option("--out", "where to write them (default: exercises)", type=Path, metavar="DIR"),),
    ),
    "slides": Verb(
        "slides of notebooks' figures or exercises in one file that opens offline",
        _slides,
        (
            _option(
                "notebooks",
                "executed notebooks, or exercises in which no cell was run, or a folder of them (default: the suite)",
                type=Path,
                nargs="*",
                metavar="NOTEBOOK",
            ),
            _option("--out", type=Path, metavar="FILE", default=Path("slides/on-record.html")),
        ),
    ),
}
