"""What keeps a hostile page from taking for ever: bounds on its markup, and on the time it may take."""

from __future__ import annotations

import ctypes
import re
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from ..errors import WebError

#: Attributes of one element. A news page has 60; what parsers do with them takes the square of their number.
MAX_ATTRIBUTES = 500
#: Elements within each other. A news page has 50; where there are more, the parser drops the rest of the page.
MAX_DEPTH = 250

# As browsers take a page apart (WHATWG HTML, 13.2.5): comments, and tags with their attributes. No part gives back what
# it took, and all of a tag is taken, so that nothing is read twice.
_ATTRIBUTE = r"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?+"""
_TOKEN = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))|"
    rf"<([a-zA-Z][^\s/>]*+)((?:{_ATTRIBUTE}){{{MAX_ATTRIBUTES + 1}}})?+(?:{_ATTRIBUTE})*+",
    re.DOTALL,
)
# In these elements nothing is a tag but their own end.
_RAW = {name: re.compile(f"</{name}[\\s/>]", re.IGNORECASE) for name in ("script", "style", "title", "textarea")}
_Found = TypeVar("_Found")


class _Stopped(BaseException):
    """No Exception: parsers catch those."""


def check_attributes(html: str) -> None:
    """Raise WebError where a tag has more attributes than any page needs.

    >>> check_attributes("<p " + "a=1 " * 501 + ">")
    Traceback (most recent call last):
    onrecord.errors.WebError: an element of the page has more than 500 attributes; copy the article's text instead.
    """
    place = 0
    while token := _TOKEN.search(html, place):
        if token[2]:
            raise WebError(
                f"an element of the page has more than {MAX_ATTRIBUTES} attributes; copy the article's text instead."
            )
        place = token.end()
        if token[1] and token[1].lower() in _RAW:
            end = _RAW[token[1].lower()].search(html, place)
            place = end.start() if end else len(html)


def check_depth(tree: Any) -> None:
    """Raise WebError where the elements of a parsed page stand deeper within each other than in any page."""
    if tree.xpath(f"boolean(descendant-or-self::*[count(ancestor::*) >= {MAX_DEPTH}])"):
        raise WebError(f"the page's elements are nested more than {MAX_DEPTH} deep; copy the article's text instead.")


def run_within(seconds: float, call: Callable[[], _Found]) -> _Found:
    """What a call returns or raises; TimeoutError where it takes longer, and then it is stopped.

    It runs in a thread, which is stopped between two steps of Python: this needs no process of its own, so that it
    is the same in notebooks, in worker processes and on every system.

    >>> run_within(5, lambda: 2 + 2)
    4
    """
    done: list[Callable[[], _Found]] = []

    def work() -> None:
        try:
            found = call()
            done.append(lambda: found)
        except BaseException as problem:
            done.append(_raising(problem))

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(seconds)
    for _ in range(10):
        if done:
            return done[0]()
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident or 0), ctypes.py_object(_Stopped))
        thread.join(0.1)
    raise TimeoutError


def _raising(problem: BaseException) -> Callable[[], Any]:
    def again() -> Any:
        if isinstance(problem, _Stopped):
            raise TimeoutError from None
        raise problem

    return again
