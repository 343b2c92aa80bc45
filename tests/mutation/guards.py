"""Finds the guards of a module and makes each of them one that can be taken out."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

SWITCH = "__guard__"
"""Name under which the product finds the module `switch`."""

_CALLS = re.compile(r"_?(check|refuse|require|expect|demand|ensure)(_[a-z_]+)?|verify_[a-z_]+")
_REFUSING = {"FAILED", "UNDECIDED", "Finding"}
_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Guard:
    """`key` is `FUNCTION | CONDITION`, numbered where a function has it more than once."""

    key: str
    function: str
    line: int


class Instrumented(ast.NodeTransformer):
    """Rewrites one module. A guard is

    a condition, or one side of an `or`, under which is raised or an answer given that refuses;
    any other `raise`; a call of a function whose name says that it checks.
    """

    def __init__(self, module: str) -> None:
        self.guards: list[Guard] = []
        self.functions: list[str] = []
        self._path = [module]
        self._inside = 0
        self._seen: dict[str, int] = {}

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        return self._within(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self._function(node)

    def visit_If(self, node: ast.If) -> ast.AST:
        if not (self._inside and _refuses(node.body)):
            return self.generic_visit(node)
        last = node.body.pop()
        node.test = self._condition(node.test)
        self.generic_visit(node)
        node.body.append(last)
        return node

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        if not self._inside:
            return node
        return ast.If(self._asked(node, ast.Constant(True)), [node], [])

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        if not (self._inside and isinstance(node.value, ast.Call) and _CALLS.fullmatch(_called(node.value))):
            return self.generic_visit(node)
        stop = ast.If(self._asked(node, ast.Constant(True)), [ast.Raise()], [])
        handler = ast.ExceptHandler(ast.Name("BaseException", ast.Load()), None, [stop])
        return ast.Try([node], [handler], [], [])

    def _function(self, node: _Function) -> ast.AST:
        self._inside += 1
        self._within(node)
        self._inside -= 1
        key = ".".join([*self._path, node.name])
        self.functions.append(key)
        first = ast.If(_call("emptied", ast.Constant(key)), [ast.Return(_call("answered", ast.Constant(key)))], [])
        node.body.insert(1 if ast.get_docstring(node) else 0, first)
        return node

    def _within(self, node: ast.ClassDef | _Function) -> ast.AST:
        self._path.append(node.name)
        self.generic_visit(node)
        self._path.pop()
        return node

    def _condition(self, test: ast.expr) -> ast.expr:
        if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or):
            test.values = [self._asked(value, value) for value in test.values]
            return test
        return self._asked(test, test)

    def _asked(self, shown: ast.AST, condition: ast.expr) -> ast.expr:
        function = ".".join(self._path)
        key = f"{function} | {ast.unparse(shown)}"
        self._seen[key] = self._seen.get(key, 0) + 1
        if self._seen[key] > 1:
            key += f" #{self._seen[key]}"
        self.guards.append(Guard(key, function, getattr(shown, "lineno", 0)))
        return _call("guarded", ast.Constant(key), condition)


def instrument(source: str, module: str) -> tuple[ast.Module, Instrumented]:
    """The tree of a module with switchable guards, and what they are."""
    tree = ast.parse(source)
    found = Instrumented(module)
    return ast.fix_missing_locations(found.visit(tree)), found


def _call(name: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(ast.Attribute(ast.Name(SWITCH, ast.Load()), name, ast.Load()), list(arguments), [])


def _refuses(body: list[ast.stmt]) -> bool:
    last = body[-1]
    if isinstance(last, ast.Raise):
        return True
    if not isinstance(last, ast.Return) or last.value is None:
        return False
    words = {getattr(node, "attr", getattr(node, "id", None)) for node in ast.walk(last.value)}
    return bool(words & _REFUSING) or (isinstance(last.value, ast.Constant) and last.value.value is False)


def _called(call: ast.Call) -> str:
    return str(getattr(call.func, "attr", getattr(call.func, "id", "")))
