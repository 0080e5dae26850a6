"""What can be changed in a module, one small thing at a time, and the module as it reads after one of the changes.

Nothing is executed here: a change is made in the syntax tree, which is written out again.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_RECKONED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
# Functions of one thing that give it back changed a little, and methods that do so with a string or a path.
_WRAPPERS = frozenset("escape unescape quote sorted reversed set frozenset abs int str bool repr".split())
_METHODS = frozenset("strip lstrip rstrip lower upper casefold title removeprefix removesuffix replace resolve".split())
_SWAPPED = {"min": "max", "max": "min", "any": "all", "all": "any"}
_QUANTIFIER = re.compile(r"\\b|(?<!\\)[*+?^$]|\{\d*,?\d+\}")


class Place(NamedTuple):
    """Something that can be changed: where it stands, and what may stand there instead (nothing: it is left out)."""

    node: ast.AST
    parent: ast.AST
    scope: str
    at_import: bool
    statement: ast.stmt
    changes: list[tuple[str, ast.AST | None]]


@dataclass(frozen=True)
class Mutant:
    """One change of one file; scope, kind, before, after and nth tell it also after lines were added above it."""

    file: str
    line: int
    scope: str
    kind: str
    before: str
    after: str
    nth: int
    lines: tuple[int, ...]  # of the code that is changed
    names: tuple[str, ...]  # of what is changed, where that happens at import

    @property
    def key(self) -> tuple[str, str, str, str, str, int]:
        """What it is known by."""
        return self.file, self.scope, self.kind, self.before, self.after, self.nth


def places(tree: ast.Module) -> list[Place]:
    """All that can be changed in a module, in the order of the text."""
    found = list(_walk(tree, tree, ("", True), None))
    return sorted(found, key=lambda p: (p.node.lineno, p.node.col_offset, p.node.end_lineno, p.node.end_col_offset))


def mutants(source: str, file: str) -> list[list[Mutant]]:
    """The mutants of a file, by their place."""
    seen: dict[tuple[str, ...], int] = {}
    found = []
    for place in places(ast.parse(source)):
        here = []
        for kind, new in place.changes:
            before = ast.unparse(place.node)
            after = "" if new is None else ast.unparse(new)
            told = (file, place.scope, kind, before, after)
            seen[told] = seen.get(told, -1) + 1
            lines, names = _reach(place)
            here.append(Mutant(file, place.node.lineno, *told[1:], seen[told], lines, names))
        found.append(here)
    return found


def substituted(source: str, file: str, pattern: str, text: str) -> list[Mutant]:
    """The mutants in which one match of a pattern is another text; these are told by where they stand."""
    found = []
    for nth, match in enumerate(re.finditer(pattern, source)):
        line = source.count("\n", 0, match.start()) + 1
        last = source.count("\n", 0, match.end()) + 1
        own = source[source.rfind("\n", 0, match.start()) + 1 : match.end()]
        name = re.match(r"(_?[A-Z_]+) = ", own)
        names = (name[1],) if name else ()
        after = match.expand(text)
        found.append(Mutant(file, line, pattern, "named", match[0], after, nth, tuple(range(line, last + 1)), names))
    return found


def mutated(source: str, mutant: Mutant) -> str:
    """The source with one change."""
    if mutant.kind == "named":
        match = list(re.finditer(mutant.scope, source))[mutant.nth]
        return source[: match.start()] + mutant.after + source[match.end() :]
    tree = ast.parse(source)
    seen = -1
    for place in places(tree):
        for kind, new in place.changes:
            told = (place.scope, kind, ast.unparse(place.node), "" if new is None else ast.unparse(new))
            seen += told == mutant.key[1:5]
            if seen == mutant.nth and told == mutant.key[1:5]:
                _put(place, new)
                return ast.unparse(ast.fix_missing_locations(tree)) + "\n"
    raise LookupError(f"{mutant.file}: nothing there reads {mutant.before!r} any more")


def is_message(place: list[Mutant]) -> bool:
    """Whether a place is words that are only ever shown."""
    return all(mutant.kind == "words" for mutant in place)


def _put(place: Place, new: ast.AST | None) -> None:
    """Replace a node in its parent, or leave it out."""
    for name, value in ast.iter_fields(place.parent):
        if value is place.node:
            setattr(place.parent, name, new)
        elif isinstance(value, list) and any(item is place.node for item in value):
            at = next(n for n, item in enumerate(value) if item is place.node)
            value[at : at + 1] = [] if new is None else [new]


def _walk(node: ast.AST, parent: ast.AST, within: tuple[str, bool], statement: ast.stmt | None) -> Iterator[Place]:
    """Every place at and below a node; within: the class and function around it, and whether it runs at import."""
    if isinstance(node, ast.stmt):
        statement = node
        if _is_idle(node):
            return
    changes = list(_changes(node, parent))
    if changes and statement is not None:
        yield Place(node, parent, *within, statement, changes)
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        name = f"{within[0]}.{node.name}" if within[0] else node.name
        within = (name, within[1] and isinstance(node, ast.ClassDef))
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "type_params", "bases", "format_spec"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _walk(child, node, within, statement)


def _is_idle(node: ast.stmt) -> bool:
    """Whether a statement does nothing that could be seen: imports, docstrings, what is for type checkers alone."""
    if isinstance(node, ast.Import | ast.ImportFrom | ast.Pass | ast.Global | ast.Nonlocal):
        return True
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    if isinstance(node, ast.If):
        return "TYPE_CHECKING" in ast.unparse(node.test) or "__name__" in ast.unparse(node.test)
    return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"


def _changes(node: ast.AST, parent: ast.AST) -> Iterator[tuple[str, ast.AST | None]]:
    """What may stand in a node's place."""
    if isinstance(node, ast.expr) and not isinstance(node, ast.Constant) and _is_condition(node, parent):
        yield from (("condition", ast.Constant(value)) for value in (True, False))
    maker = _MAKERS.get(type(node))
    if maker is not None:
        yield from maker(node, parent)
    if isinstance(parent, ast.Set | ast.Tuple | ast.List) and len(parent.elts) > 1 and isinstance(node, ast.Constant):
        yield "element", None


def _is_condition(node: ast.expr, parent: ast.AST) -> bool:
    if isinstance(parent, ast.comprehension):
        return node in parent.ifs
    return isinstance(parent, ast.If | ast.While | ast.IfExp) and parent.test is node


def _compare(node: ast.Compare, parent: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    for n, op in enumerate(node.ops):
        ops = [*node.ops[:n], _COMPARED[type(op)](), *node.ops[n + 1 :]]
        yield "comparison", ast.Compare(node.left, ops, node.comparators)


def _bool_op(node: ast.BoolOp, parent: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    yield "and/or", ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)


def _unary(node: ast.UnaryOp, parent: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node.op, ast.Not | ast.USub):
        yield "not dropped" if isinstance(node.op, ast.Not) else "sign", node.operand


def _reckon(node: ast.BinOp, parent: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if any(isinstance(side, ast.JoinedStr) or _is_words(side) for side in (node.left, node.right)):
        return
    if type(node.op) in _RECKONED:
        yield "arithmetic", ast.BinOp(node.left, _RECKONED[type(node.op)](), node.right)


def _is_words(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _constant(node: ast.Constant, parent: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    value = node.value
    if isinstance(value, bool):
        yield "constant", ast.Constant(not value)
    elif isinstance(value, int | float):
        yield "constant", ast.Constant(value + 1)
        if value:
            yield "constant", ast.Constant(value * 10)
    elif isinstance(value, str):
        yield from _string(value, parent)


def _string(value: str, parent: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """A pattern without one of its quantifiers, a list of words without one, a string that says something else."""
    call = ast.unparse(parent.func) if isinstance(parent, ast.Call) else ""
    if call.startswith("re."):
        for match in _QUANTIFIER.finditer(value):
            shorter = value[: match.start()] + value[match.end() :]
            if _is_pattern(shorter):
                yield "pattern", ast.Constant(shorter)
    elif isinstance(parent, ast.Attribute) and parent.attr == "split":
        words = value.split()
        yield from (("word", ast.Constant(" ".join(words[:n] + words[n + 1 :]))) for n in range(len(words)))
    else:
        shown = value.count(" ") >= 2 and not value.isspace()
        yield "words" if shown else "string", ast.Constant("" if value else "XX")


def _is_pattern(text: str) -> bool:
    try:
        re.compile(text)
    except re.error:
        return False
    return True


def _call(node: ast.Call, parent: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    func = node.func
    name = func.id if isinstance(func, ast.Name) else func.attr if isinstance(func, ast.Attribute) else ""
    if name in _WRAPPERS and node.args and not isinstance(node.args[0], ast.Starred):
        yield "call dropped", node.args[0]
    if name in _METHODS and isinstance(func, ast.Attribute):
        yield "call dropped", func.value
    if name in _SWAPPED and isinstance(func, ast.Name):
        yield "swapped", ast.Call(ast.Name(_SWAPPED[name]), node.args, node.keywords)
    if len(node.args) > 1:
        yield "argument dropped", ast.Call(func, node.args[:-1], node.keywords)
    for n in range(len(node.keywords)):
        yield "argument dropped", ast.Call(func, node.args, node.keywords[:n] + node.keywords[n + 1 :])
    if isinstance(parent, ast.Expr):
        yield "statement deleted", ast.Constant(None)


def _return(node: ast.Return, parent: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if node.value is None or (isinstance(node.value, ast.Constant) and node.value.value is None):
        return
    empty: ast.expr = ast.Constant(None)
    if isinstance(node.value, ast.List | ast.ListComp):
        empty = ast.List([])
    elif isinstance(node.value, ast.JoinedStr):
        empty = ast.Constant("")
    elif isinstance(node.value, ast.Compare | ast.BoolOp):
        yield "result", ast.Return(ast.UnaryOp(ast.Not(), node.value))
        return
    yield "result", ast.Return(empty)


def _slice(node: ast.Slice, parent: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if node.lower is not None:
        yield "bound dropped", ast.Slice(None, node.upper, node.step)
    if node.upper is not None:
        yield "bound dropped", ast.Slice(node.lower, None, node.step)


def _delete(node: ast.stmt, parent: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name | ast.Tuple):
        return  # the name would be missing, and that is always seen
    yield "statement deleted", ast.Pass()


def _jump(node: ast.stmt, parent: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    yield "jump", ast.Break() if isinstance(node, ast.Continue) else ast.Continue()


_MAKERS = {
    ast.Compare: _compare,
    ast.BoolOp: _bool_op,
    ast.UnaryOp: _unary,
    ast.BinOp: _reckon,
    ast.Constant: _constant,
    ast.Call: _call,
    ast.Return: _return,
    ast.Slice: _slice,
    ast.Assign: _delete,
    ast.AugAssign: _delete,
    ast.Raise: _delete,
    ast.Delete: _delete,
    ast.Break: _jump,
    ast.Continue: _jump,
}


def _reach(place: Place) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """The lines that run a place, and, for one that runs at import, the names by which its effect is used."""
    statement, node = place.statement, place.node
    if isinstance(statement, ast.FunctionDef):  # a default: it shows where the function runs
        return tuple(range(statement.body[0].lineno, statement.end_lineno + 1)), ()
    whole = range(statement.lineno, statement.end_lineno + 1)
    compound = hasattr(statement, "body") or hasattr(statement, "cases")
    # Inside strings Python 3.11 counts lines wrongly.
    own = [line for line in range(node.lineno, node.end_lineno + 1) if line in whole]
    lines = tuple(own if compound and own else whole)
    if not place.at_import:
        return lines, ()
    targets = getattr(statement, "targets", None) or [getattr(statement, "target", statement)]
    names = {n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)}
    return lines, tuple(sorted(names | ({place.scope} if place.scope else set())))
