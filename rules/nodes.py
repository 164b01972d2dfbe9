"""YAML nodes laid over one another. Nothing is changed in place; every node keeps the file and line that it came from."""

from __future__ import annotations

from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode


def child(node: Node | None, key: str) -> Node | None:
    """The value under `key`, or None."""
    if not isinstance(node, MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)


def with_key(node: MappingNode, key: Node, value: Node) -> MappingNode:
    """`node` with `value` under `key`, in the place of what stood there or at the end."""
    pairs = [(key, value) if name.value == key.value else (name, old) for name, old in node.value]
    if all(name is not key for name, _ in pairs):
        pairs.append((key, value))
    return _like(node, pairs)


def without_key(node: MappingNode, key: str) -> MappingNode:
    """`node` without `key`."""
    return _like(node, [(name, value) for name, value in node.value if name.value != key])


def with_item(node: SequenceNode, index: int, item: Node) -> SequenceNode:
    """`node` with another item at `index`."""
    return _like_list(node, [item if number == index else old for number, old in enumerate(node.value)])


def laid_over(below: Node, above: Node) -> Node:
    """Mappings become one, key by key; a list gets the items that it lacks; anything else gives way to `above`."""
    if isinstance(below, MappingNode) and isinstance(above, MappingNode):
        for key, value in above.value:
            old = child(below, key.value)
            below = with_key(below, key, value) if old is None else _with_value(below, key.value, laid_over(old, value))
        return below
    if isinstance(below, SequenceNode) and isinstance(above, SequenceNode):
        new = [item for item in above.value if not any(same(item, old) for old in below.value)]
        return _like_list(below, [*below.value, *new])
    return above


def same(one: Node, other: Node) -> bool:
    """Whether two nodes say the same, wherever they stand and whatever the order of their keys."""
    if type(one) is not type(other) or one.tag != other.tag or len(one.value) != len(other.value):
        return False
    if isinstance(one, MappingNode):
        return all((found := child(other, key.value)) is not None and same(value, found) for key, value in one.value)
    if isinstance(one, SequenceNode):
        return all(same(item, found) for item, found in zip(one.value, other.value, strict=True))
    return bool(one.value == other.value)


def plain(node: Node) -> Any:
    """The plain value of a node."""
    loader = yaml.SafeLoader("")
    try:
        return loader.construct_document(node)
    finally:
        loader.dispose()


def scalar(text: str, near: Node) -> ScalarNode:
    """A word that stands where `near` stands."""
    return ScalarNode("tag:yaml.org,2002:str", text, near.start_mark, near.end_mark)


def _with_value(node: MappingNode, key: str, value: Node) -> MappingNode:
    return _like(node, [(name, value if name.value == key else old) for name, old in node.value])


def _like(node: MappingNode, pairs: list[tuple[Node, Node]]) -> MappingNode:
    return MappingNode(node.tag, pairs, node.start_mark, node.end_mark)


def _like_list(node: SequenceNode, items: list[Node]) -> SequenceNode:
    return SequenceNode(node.tag, items, node.start_mark, node.end_mark)
