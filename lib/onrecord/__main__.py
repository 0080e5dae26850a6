"""The verbs that read articles and make what a class needs: figures, read, annotate, corpus, app, ..."""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path

from .article import load_article
from .errors import ArticleError, OnRecordError

# Where the notebooks of the package are put, for a user to work in.
_FOLDER = Path("on-record")
# As export.FORMATS has them; that module loads pandas, which --help can do without.
_FORMATS = ["csv", "page", "json", "parquet", "annotations"]


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
    verb = verbs.add_parser("figures", help="run the notebooks in order and make every figure anew")
    verb.add_argument("--article", metavar="FILE", help="an article of yours: .txt, .html or a web address")
    verb.add_argument("--published", metavar="DATE", help="its day of publication, YYYY-MM-DD")
    what = "where to write them (default: on-record; with --article: read/NAME)"
    verb.add_argument("--out", type=Path, metavar="DIR", help=what)
    verb.set_defaults(run=_figures)
    verb = verbs.add_parser("lab", help="put the notebooks into a folder of yours and open them in JupyterLab")
    verb.add_argument("--out", type=Path, metavar="DIR", default=_FOLDER, help="the folder (default: on-record)")
    verb.set_defaults(run=_lab)
    verb = verbs.add_parser("read", help="tables and the annotated page for one article")
    verb.add_argument("file", help="a text file, a saved web page, a web address, or the name of an article in seeds/")
    verb.add_argument("--allow-local", action="store_true", help="fetch from this machine and private networks too")
    verb.add_argument("--published", metavar="DATE", help="the day of publication, YYYY-MM-DD")
    verb.add_argument("--out", type=Path, metavar="DIR", help="where to write them (default: read/NAME)")
    more = "what to write (default: csv page); also json, parquet and annotations (W3C Web Annotation)"
    verb.add_argument("--formats", nargs="+", choices=_FORMATS, default=_FORMATS[:2], metavar="FORMAT", help=more)
    verb.set_defaults(run=_read)
    verb = verbs.add_parser("annotate", help="one document a line in, its annotations a line out (JSON)")
    verb.add_argument("input", type=Path, metavar="IN.jsonl", help='lines of {"id", "text", "published"}')
    verb.add_argument("output", type=Path, metavar="OUT.jsonl")
    what = "all (the default), or speech: only speech and thought reported as such"
    verb.add_argument("--claims", choices=["all", "speech"], default="all", help=what)
    what = (
        "go on where a stopped run has left OUT: its lines stay, those with an error too, a last one that was cut "
        "short goes; an OUT of another input is refused (without this, OUT is overwritten)"
    )
    verb.add_argument("--resume", action="store_true", help=what)
    verb.set_defaults(run=_annotate)
    verb = verbs.add_parser("app", help="the workbench as a page without code, in your browser")
    verb.add_argument("--port", type=int, help="the port to serve it on (default: a free one)")
    verb.add_argument("--no-browser", action="store_true", help="don't open the browser")
    verb.set_defaults(run=_app)
    verb = verbs.add_parser("corpus", help="read many articles into one Parquet dataset a table")
    verb.add_argument("input", type=Path, metavar="IN", help="a folder, or a .jsonl, .csv or .parquet file with a text")
    what = "the folder of the datasets, outside of IN; a killed run goes on there"
    verb.add_argument("output", type=Path, metavar="OUT", help=what)
    verb.add_argument("--workers", type=int, metavar="N", help="how many processes read (default: one a core)")
    verb.add_argument("--scheduler", metavar="ADDRESS", help="a Dask cluster that does the work (tcp://...)")
    verb.set_defaults(run=_corpus)
    verb = verbs.add_parser("exercises", help="make the exercises anew from their solutions")
    verb.add_argument("--out", type=Path, metavar="DIR", help="where to write them (default: exercises)")
    verb.set_defaults(run=_exercises)
    verb = verbs.add_parser("slides", help="slides of notebooks' figures or exercises in one file that opens offline")
    what = "executed notebooks, or exercises in which no cell was run, or a folder of them (default: the suite)"
    verb.add_argument("notebooks", type=Path, nargs="*", metavar="NOTEBOOK", help=what)
    verb.add_argument("--out", type=Path, metavar="FILE", default=Path("slides/on-record.html"))
    verb.set_defaults(run=_slides)
    return parser


def _figures(args: argparse.Namespace) -> int:
    from .suite import run_suite

    if args.article is None:
        if args.published:
            raise ArticleError("--published goes with --article FILE; the project's own article has its day.")
        return run_suite(args.out or _FOLDER)
    article = load_article(args.article, args.published)
    return run_suite(args.out or Path("read") / article.name, article)


def _lab(args: argparse.Namespace) -> int:
    from .lab import open_lab

    return open_lab(args.out)


def _read(args: argparse.Namespace) -> int:
    from .reading import read

    article = load_article(args.file, args.published, args.allow_local)
    reading = read(article)
    folder = args.out or Path("read") / article.name
    written = reading.save(folder, args.formats)
    print(repr(reading))
    if article.published is None:
        print("No publication date is known, so years are not guessed; give one with --published YYYY-MM-DD.")
    print(f"Wrote {', '.join(path.name for path in written)} to {folder}")
    return 0


def _annotate(args: argparse.Namespace) -> int:
    """Status 1 says that some documents could not be annotated; the last line says how many."""
    from .annotate import annotate_file

    try:
        done, errors = annotate_file(args.input, args.output, args.claims == "speech", args.resume)
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
        corpus = read_corpus(args.input, args.output, args.workers, args.scheduler)
    except KeyboardInterrupt:
        print("onrecord: stopped; the same command goes on from here.", file=sys.stderr)
        return 130
    why = f" (see {args.output / 'errors'})" if corpus.counts["errors"] else ""
    print(f"Wrote {args.output}: {summary(corpus.counts)}{why}")
    return 1 if corpus.counts["errors"] else 0


def _exercises(args: argparse.Namespace) -> int:
    from .exercises import EXERCISES, write_exercises

    folder = args.out or EXERCISES
    written = write_exercises(folder)
    print(f"Wrote {', '.join(path.name for path in written)} to {folder}")
    return 0


def _slides(args: argparse.Namespace) -> int:
    from .shelf import shelf
    from .slides import write_slides

    given = args.notebooks or [shelf("notebooks")]
    notebooks = [path for one in given for path in (sorted(one.glob("[0-9]*.ipynb")) if one.is_dir() else [one])]
    count = write_slides(notebooks, args.out)
    print(f"Wrote {count} slides to {args.out}; open it in a browser, with or without a network.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
