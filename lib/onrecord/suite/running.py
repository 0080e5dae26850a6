"""The whole suite on one article: every notebook executed in order, every chart written."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import Any

from tqdm import tqdm

from ..article import Article, load_article
from ..article.about import as_toml
from ..charts import CHARTS, Chart, draw_accuracy, draw_calibration, draw_quoted, draw_side_by_side, save_gallery
from ..corpus import attributed, join_actors, read_corpus, side_by_side
from ..errors import ArticleError, extra
from ..files import lay_out, shelf, write_whole
from ..reading import read
from .kernels import kernel_managers
from .warm import ARTICLE

with extra("class"):
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, DeadKernelError

# How a kernel colours what went wrong.
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
# The one line of a notebook that a user changes.
_ARTICLE_LINE = re.compile(r"^ARTICLE = .*$", re.MULTILINE)


def run_suite(out: Path, article: Article | None = None) -> int:
    """Execute the notebooks in order and write every chart.

    Args:
        out: the folder for notebooks/ and figures/. Without an article, the notebooks that are in it are run where
            they stand; those that are not are put there, with the articles that they read in seeds/.
        article: an article of the user's; by default the one that comes with the project.

    Returns:
        the exit status: 0, or 1 where a notebook failed.

    Raises:
        ArticleError: an article of the user's would be written over the notebooks of the project.
    """
    if article:
        notebooks, name = shelf("notebooks"), str(_copy(article, out))
        sources = sorted(notebooks.glob("[0-9]*.ipynb"))
    else:
        lay_out(out)
        notebooks, name = out / "notebooks", ""
        # The solutions mark paragraphs of the project's own articles.
        sources = [*sorted(notebooks.glob("[0-9]*.ipynb")), *sorted(notebooks.glob("solutions/[0-9]*.ipynb"))]
    with tqdm(total=len(sources) + len(CHARTS), unit="step", file=sys.stderr, mininterval=0.0) as bar:
        with kernel_managers() as managers:
            for source in sources:
                bar.set_description(source.stem)
                if not _run(source, out / "notebooks" / source.relative_to(notebooks), name, managers):
                    return 1
                bar.update()
        reading = read(article or load_article(ARTICLE))
        charts = []
        for draw in CHARTS:
            bar.set_description(draw.__name__)
            charts.append(draw(reading))
            charts[-1].save(out / "figures")
            bar.update()
    if article is None:
        # Of the project's measurements and of its other articles, not of this one.
        for chart in (draw_calibration(), draw_accuracy(), *corpus_charts()):
            charts.append(chart)
            chart.save(out / "figures")
    save_gallery(charts, out / "figures", reading.article.title)
    print(f"Wrote {len(sources)} notebooks and {len(CHARTS)} figures to {out}")
    return 0


def corpus_charts() -> list[Chart]:
    """The charts of many articles, as 08_corpus shows them: of those in seeds/harwick, without its corrections."""
    corpus = read_corpus(shelf("seeds") / "harwick", workers=0, progress=False)
    actors = join_actors(corpus)
    pair = side_by_side(corpus, "courier-pool-strike.txt", "coast-pool-strike.txt", actors)
    outlets = ("Harwick Courier", "Coast Radio News")
    return [
        draw_quoted(attributed(corpus, actors), "12 invented articles of three outlets, April to June 2026"),
        draw_side_by_side(pair, outlets, "two invented articles on one strike, May 2026"),
    ]


def _copy(article: Article, out: Path) -> Path:
    """Put the article into its folder, with what is known about it beside it, where the notebooks load it."""
    if (out / "notebooks").resolve() == shelf("notebooks").resolve():
        raise ArticleError("--out is this repository; its figures/ show its own article. Give another folder.")
    write_whole(out / f"{article.name}.toml", as_toml(article))
    return write_whole(out / f"{article.name}.txt", article.text + "\n").resolve()


def _run(source: Path, target: Path, article: str, managers: type[Any]) -> bool:
    """Execute one notebook on an article ("" for its own) and write it, free of times and versions."""
    notebook = nbformat.read(source, as_version=4)
    for cell in notebook.cells if article else ():
        cell.source = on_article(cell.source, article)
    client = NotebookClient(
        notebook,
        timeout=600,
        kernel_name="python3",
        kernel_manager_class=managers,
        record_timing=False,
        # The kernel warns that it talks unencrypted; it does so with this very machine alone.
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
        resources={"metadata": {"path": str(source.parent)}},
    )
    try:
        client.execute(env={**os.environ, "PYTHONSAFEPATH": "1"})  # no module that lies beside a notebook runs
    except (CellExecutionError, DeadKernelError) as problem:
        last = _COLOUR.sub("", str(problem).strip().splitlines()[-1])
        print(f"onrecord: {source.name} failed: {last}", file=sys.stderr)
        return False
    write_whole(target, nbformat.writes(_plain(notebook)) + "\n")
    return True


def on_article(source: str, article: str) -> str:
    """A cell of a notebook for another article: its line ARTICLE = ... names that one.

    >>> on_article('ARTICLE = "kettle-recall"', "mine.txt")
    'ARTICLE = "mine.txt"'
    """
    return _ARTICLE_LINE.sub(lambda _: f"ARTICLE = {json.dumps(article, ensure_ascii=False)}", source)


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
