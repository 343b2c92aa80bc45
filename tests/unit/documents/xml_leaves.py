"""Every value of an XML document, found with expat alone: what the fields of a message are compared with."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from xml.parsers import expat


@dataclass
class Node:
    """An element as expat tells it: name and attributes as written, its own text joined."""

    name: str
    attributes: dict[str, str]
    text: str = ""
    children: list[Node] = field(default_factory=list)


def xml_leaves(data: bytes) -> Counter[tuple[str, str]]:
    """How often each (path, trimmed text) occurs: leaf elements, mixed text, attributes; no namespace declarations."""
    found: Counter[tuple[str, str]] = Counter()
    root = _tree(data)
    _collect(root, f"/{root.name}", found)
    return found


def _tree(data: bytes) -> Node:
    top = Node("", {})
    stack = [top]

    def start(name: str, attributes: dict[str, str]) -> None:
        node = Node(name, attributes)
        stack[-1].children.append(node)
        stack.append(node)

    def characters(text: str) -> None:
        stack[-1].text += text

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _name: stack.pop()
    parser.CharacterDataHandler = characters
    parser.Parse(data, True)
    return top.children[0]


def _collect(node: Node, path: str, found: Counter[tuple[str, str]]) -> None:
    for name, value in node.attributes.items():
        if name != "xmlns" and not name.startswith("xmlns:"):
            found[f"{path}/@{name}", value.strip()] += 1
    if node.text.strip() or not node.children:
        found[path, node.text.strip()] += 1
    totals = Counter(child.name for child in node.children)
    seen: Counter[str] = Counter()
    for child in node.children:
        seen[child.name] += 1
        number = f"[{seen[child.name]}]" if totals[child.name] > 1 else ""
        _collect(child, f"{path}/{child.name}{number}", found)
