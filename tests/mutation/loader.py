"""Loads the modules of a scope with guards that can be taken out, and never from or to a cache."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, ModuleType

from tests.mutation import switch
from tests.mutation.guards import SWITCH, Guard, instrument

InScope = Callable[[str], bool]


class Loaded:
    """What has been loaded: guards by key, and the functions of each module."""

    def __init__(self) -> None:
        self.guards: dict[str, Guard] = {}
        self.functions: set[str] = set()


class _Loader(SourceFileLoader):
    def __init__(self, name: str, path: str, loaded: Loaded) -> None:
        super().__init__(name, path)
        self._loaded = loaded

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        tree, found = instrument(self.get_data(path).decode("utf-8"), fullname)
        self._loaded.guards |= {guard.key: guard for guard in found.guards}
        self._loaded.functions |= set(found.functions)
        return compile(tree, path, "exec", dont_inherit=True)


class _Finder(MetaPathFinder):
    def __init__(self, in_scope: InScope, loaded: Loaded) -> None:
        self._in_scope = in_scope
        self._loaded = loaded

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if not self._in_scope(fullname):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.origin is not None and spec.origin.endswith(".py"):
            spec.loader = _Loader(fullname, spec.origin, self._loaded)
        return spec


def install(in_scope: InScope) -> Loaded:
    """From now on modules in scope are loaded that way; none of them may have been imported yet."""
    assert not [name for name in sys.modules if in_scope(name)]
    loaded = Loaded()
    setattr(builtins, SWITCH, switch)
    sys.meta_path.insert(0, _Finder(in_scope, loaded))
    return loaded
