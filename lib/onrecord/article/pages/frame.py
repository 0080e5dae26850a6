"""What stands around the article in a page."""

from __future__ import annotations

import re
from typing import Any

_ASIDE = frozenset({"aside", "nav", "footer", "form"})
_RELATED = re.compile(
    r"(?<![a-z])(?:related|comments?|sidebar|recommended|trending|popular|footer|promo|teaser|widget|most)(?![a-z])",
    re.IGNORECASE,
)


def stands_aside(element: Any) -> bool:
    """Whether an element belongs to a list of other articles, a comment, or the frame of a page."""
    for above in (element, *element.iterancestors()):
        if above.tag in _ASIDE:
            return True
        frame = above.tag in {"body", "html", "main", "article"}
        if not frame and _RELATED.search(f"{above.get('class') or ''} {above.get('id') or ''}"):
            return True
    return False
