"""Finds the file that a `schemaLocation` means, never by fetching it."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable
from urllib.parse import unquote

from lxml import etree

from sozialclient.documents.schema.xml_namespace import SPACE as XML_SPACE
from sozialclient.documents.schema.xml_namespace import xml_namespace_schema
from sozialclient.documents.schema.xsd_file import XsdFile, is_xs

FindElsewhere = Callable[[str, str], XsdFile | None]
"""File name in lower case and namespace; an empty name asks for the only file of a namespace."""
_BEHIND_THE_PATH = re.compile(r"[?#].*", re.DOTALL)


class Finder:
    """The files of an archive, and `elsewhere` behind them."""

    def __init__(self, files: list[XsdFile], elsewhere: FindElsewhere) -> None:
        self._by_path = {_plain(file.path): file for file in files}
        self._by_name: defaultdict[str, list[XsdFile]] = defaultdict(list)
        self._by_space: defaultdict[str, list[XsdFile]] = defaultdict(list)
        self._elsewhere = elsewhere
        self._known: dict[tuple[str, str, str], XsdFile | None] = {}
        self._heads: dict[str, XsdFile | None] = {}
        for file in files:
            self._by_name[_plain(file.name).lower()].append(file)
            self._by_space[file.namespace].append(file)

    def find(self, source: XsdFile, link: etree._Element) -> XsdFile | None:
        """The file that a link of `source` means: by its path, by its name, or by the namespace it imports."""
        location = str(link.get("schemaLocation") or "").strip()
        imported = is_xs(link, "import")
        space = str(link.get("namespace") or "") if imported else source.namespace
        key = (source.folder, location, space)
        if key not in self._known:
            found = self._located(source, location, space) if location else None
            self._known[key] = found or (self._of_space(space) if imported and space else None)
        return self._known[key]

    def _located(self, source: XsdFile, written: str, space: str) -> XsdFile | None:
        for location in (written, unquote(_BEHIND_THE_PATH.sub("", written))):
            beside = self._by_path.get(_plain(posixpath.normpath(posixpath.join(source.folder, location))))
            if beside is not None:
                return beside
        name = _plain(location.replace("\\", "/").rpartition("/")[2].lower())
        fitting = [file for file in self._by_name.get(name, ()) if file.namespace in (space, "")]
        fitting.sort(key=lambda file: -len(posixpath.commonprefix([file.path, source.path])))
        return fitting[0] if fitting else self._elsewhere(name, space) if name else None

    def _of_space(self, space: str) -> XsdFile | None:
        """No import has to say where its schema lies."""
        if space not in self._heads:
            self._heads[space] = self._head(space)
        return self._heads[space]

    def _head(self, space: str) -> XsdFile | None:
        """The one file of a namespace that none of its others includes."""
        inside = {id(self.find(file, link)) for file in self._by_space[space] for link in file.links
                  if not is_xs(link, "import")}
        heads = [file for file in self._by_space[space] if id(file) not in inside]
        if len(heads) == 1:
            return heads[0]
        return self._elsewhere("", space) or (xml_namespace_schema() if space == XML_SPACE else None)


def _plain(path: str) -> str:
    """A letter with an accent may be written as one character or as two."""
    return unicodedata.normalize("NFC", path)
