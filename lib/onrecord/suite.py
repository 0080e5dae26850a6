"""The whole suite on one article: every notebook executed in order, every chart written."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from tqdm import tqdm

from .article import Article, load_article
from .charts import CHARTS, Chart, draw_accuracy, draw_calibration, draw_quoted, draw_side_by_side, save_gallery
from .classroom.exercises import SOLUTIONS
from .corpus import attributed, join_actors, read_corpus, side_by_side
from .errors import ArticleError
from .files import write_whole
from .reading import read

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
#: The article that the committed notebooks and figures show.
ARTICLE = "rutte-warns-trump"
#: The environment variable that the notebooks take their article from.
ARTICLE_VARIABLE = "ONRECORD_ARTICLE"


def run_suite(article: Article | None = None, out: Path | None = None) -> int:
    """Execute the notebooks in order and write every chart.

    Args:
        article: an article of the user's; by default the one that comes with the project.
        out: the folder for article, notebooks/ and figures/; needed with an article, since what is committed is
            never overwritten with another article's.

    Returns:
        the exit status: 0, or 1 where a notebook failed.

    Raises:
        ArticleError: the folder is this repository itself.
    """
    target, name = ROOT, ""
    if article and out:
        target, name = out, str(_copy(article, out))
    sources = sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))
    if article is None:
        sources += sorted(SOLUTIONS.glob("[0-9]*.ipynb"))  # they mark paragraphs of the project's own articles
    with tqdm(total=len(sources) + len(CHARTS), unit="step", file=sys.stderr, mininterval=0.0) as bar:
        for source in sources:
            bar.set_description(source.stem)
            if not _run(source, target / "notebooks" / source.relative_to(NOTEBOOKS), name):
                return 1
            bar.update()
        reading = read(article or load_article(ARTICLE))
        charts = []
        for draw in CHARTS:
            bar.set_description(draw.__name__)
            charts.append(draw(reading))
            charts[-1].save(target / "figures")
            bar.update()
    if article is None:
        # Of the project's measurements and of its other articles, not of this one.
        for chart in (draw_calibration(), draw_accuracy(), *corpus_charts()):
            charts.append(chart)
            chart.save(target / "figures")
    save_gallery(charts, target / "figures", reading.article.title)
    print(f"Wrote {len(sources)} notebooks and {len(CHARTS)} figures to {target}")
    return 0


def corpus_charts() -> list[Chart]:
    """The charts of many articles, as 08_corpus shows them: of those in seeds/harwick, without its corrections."""
    corpus = read_corpus(ROOT / "seeds" / "harwick", workers=0, progress=False)
    actors = join_actors(corpus)
    pair = side_by_side(corpus, "courier-pool-strike.txt", "coast-pool-strike.txt", actors)
    outlets = ("Harwick Courier", "Coast Radio News")
    return [
        draw_quoted(attributed(corpus, actors), "12 invented articles of three outlets, April to June 2026"),
        draw_side_by_side(pair, outlets, "two invented articles on one strike, May 2026"),
    ]


def _copy(article: Article, out: Path) -> Path:
    """Put the article into its folder, with what is known about it beside it, where the notebooks load it."""
    if (out / "figures").resolve() == ROOT / "figures":
        raise ArticleError("--out is this repository; its figures/ show its own article. Give another folder.")
    about = {"title": article.title, "publisher": article.publisher, "url": article.url}
    lines = [f"{key} = {json.dumps(value)}" for key, value in about.items()]
    lines += [f"published = {article.published}"] if article.published else []
    write_whole(out / f"{article.name}.toml", "\n".join(lines) + "\n")
    return write_whole(out / f"{article.name}.txt", article.text + "\n").resolve()


def _run(source: Path, target: Path, article: str) -> bool:
    """Execute one notebook on an article ("" for its own) and write it, free of times and versions."""
    # For the kernel alone: set for this process, it would be the article of every later kernel too.
    environment = {key: value for key, value in os.environ.items() if key != ARTICLE_VARIABLE}
    environment["PYTHONSAFEPATH"] = "1"  # no module that lies beside a notebook runs
    notebook = nbformat.read(source, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=600,
        kernel_name="python3",
        record_timing=False,
        # The kernel warns that it talks unencrypted; it does so with this very machine alone.
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
        resources={"metadata": {"path": str(source.parent)}},
    )
    try:
        client.execute(env=environment | ({ARTICLE_VARIABLE: article} if article else {}))
    except CellExecutionError as problem:
        last = str(problem).strip().splitlines()[-1]
        print(f"run.py: {source.name} failed: {last}", file=sys.stderr)
        return False
    write_whole(target, nbformat.writes(_plain(notebook)) + "\n")
    return True


def _plain(notebook: Any) -> Any:
    """Take out of a notebook what differs between machines."""
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    return notebook
