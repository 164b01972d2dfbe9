"""Strict YAML with line numbers: what a rule file says, and where it says it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a rule file: `str` of it is `file:line: id: what is wrong and what is allowed`."""

    file: str
    line: int
    id: str
    what: str

    def __str__(self) -> str:
        return ": ".join(part for part in (f"{self.file}:{self.line}", self.id, self.what) if part)


class SourceError(Exception):
    """A file that is not one plain YAML mapping. `faults` says where and why."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Source:
    """A parsed file: its name for messages, its plain value, and the nodes that know their lines."""

    name: str
    value: dict[str, Any]
    node: MappingNode

    def line(self, path: Sequence[str | int]) -> int:
        """The line (from 1) of the deepest part of `path` that the file holds."""
        return self.at(path)[1]

    def at(self, path: Sequence[str | int]) -> tuple[str, int]:
        """File and line of the deepest part of `path`: a laid-over source has parts of several files."""
        place = self.name, 1
        node: Node = self.node
        for step in path:
            found = _step(node, step)
            if found is not None:
                mark, node = found
                place = mark.name, mark.line + 1
        return place


class _Named(io.StringIO):
    """Text whose marks bear the file's name."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__(text)
        self.name = name


def parse(text: str, name: str) -> Source:
    """Read one YAML mapping. Raises SourceError on a syntax error, a key given twice, or an alias."""
    try:
        loader = _Loader(_Named(text, name))
        try:
            node = loader.get_single_node()
            if not isinstance(node, MappingNode):
                raise SourceError([Fault(name, 1, "", "the file must be one mapping of keys to values")])
            if faults := list(_odd(node, name, set())):
                raise SourceError(faults)
            value = loader.construct_document(node)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        what = " ".join(part for part in (error.problem, error.context) if part)
        raise SourceError([Fault(name, line, "", f"not valid YAML: {what}")]) from error
    except yaml.YAMLError as error:
        raise SourceError([Fault(name, 1, "", f"not valid YAML: {' '.join(str(error).split())}")]) from error
    return Source(name, value, node)


def _step(node: Node, step: str | int) -> tuple[Any, Node] | None:
    if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
        child = node.value[step]
        return child.start_mark, child
    if isinstance(node, MappingNode):
        for key, child in node.value:
            if key.value == step:
                return key.start_mark, child
    return None


def _odd(node: Node, name: str, seen: set[int]) -> Iterator[Fault]:
    """Keys given twice (YAML would keep the last in silence) and aliases (a second mention of one node)."""
    line = node.start_mark.line + 1
    if id(node) in seen:
        yield Fault(name, line, "", "anchors and aliases are not allowed: write the value out")
        return
    seen.add(id(node))
    if isinstance(node, SequenceNode):
        for child in node.value:
            yield from _odd(child, name, seen)
    if isinstance(node, MappingNode):
        keys: set[str] = set()
        for key, child in node.value:
            if not isinstance(key, ScalarNode):
                yield Fault(name, key.start_mark.line + 1, "", "a key must be a plain word")
                continue
            if key.value in keys:
                yield Fault(name, key.start_mark.line + 1, "", f"the key “{key.value}” is given twice")
            keys.add(key.value)
            yield from _odd(child, name, seen)
