"""A city's own rules laid over the book: points and domains added, retired, changed; duties too. The base stays as it is.

An overlay directory holds ``book/*.yml`` and perhaps ``duties.yml``. A file of a domain that the book lacks is a whole
domain. A file of a domain that it has says what is different::

    prefix: SA
    retire: [SA-12]                       # points no longer asked
    change:
      SA-07: {severity: A, add: {columns: [彩票公益金公开]}}   # keys replaced; `add` puts more into lists and mappings
    add: {gate: {terms: [公益金]}}          # the same for the domain itself
    points: [...]                         # new points, whole

``duties.yml`` has ``retire``, ``change``, ``duties`` (new ones, whole) and ``every`` (a change to each duty).
Laying the same overlay twice equals once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from rules.model import Domain, Layer
from rules.nodes import child, laid_over, plain, same, scalar, with_item, with_key, without_key
from rules.source import Fault, Source, SourceError, parse

DUTY_KEYS = ("retire", "change", "duties", "every")
DOMAIN_KEYS = ("retire", "change", "add", *Domain.model_fields)


@dataclass(frozen=True, slots=True)
class Raw:
    """A book as its files say it, before it is checked against the model: domains by prefix, and the duties."""

    domains: Mapping[str, Source]
    duties: Source | None
    layers: tuple[Layer, ...] = ()


@dataclass(slots=True)
class _Notes:
    """What an overlay does, noted while it is laid."""

    name: str
    domains: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)
    changed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, node: Node, entry: str, what: str) -> None:
        self.faults.append(Fault(node.start_mark.name, node.start_mark.line + 1, entry, what))

    def change(self, entry: str, keys: Sequence[str]) -> None:
        if keys:
            self.changed[entry] = tuple(dict.fromkeys((*self.changed.get(entry, ()), *keys)))

    def layer(self) -> Layer:
        return Layer(
            name=self.name,
            domains=tuple(self.domains),
            added=tuple(self.added),
            retired=tuple(self.retired),
            changed=self.changed,
        )


def lay(raw: Raw, overlay: Path) -> tuple[Raw, tuple[Fault, ...]]:
    """`raw` with the overlay in the directory `overlay` laid over it, and the faults of what could not be laid."""
    notes = _Notes(overlay.resolve().name)
    domains, duties = dict(raw.domains), raw.duties
    for source in _sources(overlay, notes):
        if Path(source.name).name == "duties.yml" and Path(source.name).parent == overlay:
            gone = {one for layer in raw.layers for one in layer.retired}
            duties = _duties_over(duties, source, notes, gone) if duties else duties
            continue
        prefix = source.value.get("prefix")
        below = domains.get(prefix) if isinstance(prefix, str) else None
        if below is not None and isinstance(prefix, str):
            domains[prefix] = _made(below.name, _domain_over(below.node, source.node, prefix, notes))
        elif isinstance(prefix, str):
            domains[prefix] = source
            notes.domains.append(prefix)
            notes.added += _ids(child(source.node, "points"))
        else:
            notes.fault(source.node, "", "the key “prefix” is missing: name a domain of the book, or a new one")
    return Raw(domains, duties, (*raw.layers, notes.layer())), tuple(notes.faults)


def _sources(overlay: Path, notes: _Notes) -> Iterator[Source]:
    folder, duty_file = overlay / "book", overlay / "duties.yml"
    if not folder.is_dir() and not duty_file.is_file():
        notes.faults.append(Fault(str(overlay), 1, "", "not an overlay; it holds book/*.yml, duties.yml or both"))
    allowed = "book/*.yml, duties.yml"
    for stray in sorted(one for one in overlay.glob("*.y*ml") if one != duty_file):
        notes.faults.append(Fault(str(stray), 1, "", f"this file has no place in an overlay; allowed: {allowed}"))
    for file in [*sorted(folder.glob("*.y*ml")), *([duty_file] if duty_file.is_file() else [])]:
        try:
            yield parse(file.read_text(encoding="utf-8"), str(file))
        except SourceError as error:
            notes.faults += error.faults
        except UnicodeDecodeError:
            notes.faults.append(Fault(str(file), 1, "", "not UTF-8 text: save the file as UTF-8"))


def _made(name: str, node: MappingNode) -> Source:
    return Source(name, plain(node), node)


def _domain_over(below: MappingNode, patch: MappingNode, prefix: str, notes: _Notes) -> MappingNode:
    """One domain of the book with a patch laid over it."""
    node = below
    for key, value in patch.value:
        if key.value not in DOMAIN_KEYS:
            notes.fault(key, "", f"unknown key “{key.value}”; allowed: {', '.join(DOMAIN_KEYS)}")
        elif key.value == "retire":
            for entry in _words(value, notes):
                node = _point_over(node, entry.value, _retiring(entry), notes, entry)
                notes.retired.append(entry.value)
        elif key.value == "change":
            for entry, change in _entries(value, notes):
                node = _point_over(node, entry.value, change, notes, entry)
                notes.change(entry.value, _named(change))
        elif key.value == "points":
            node = _more_points(node, value, prefix, notes)
        elif key.value == "add" and (misplaced := child(value, "points")) is not None:
            notes.fault(misplaced, "", "new points stand under points:, not under add:")
        elif key.value == "add":
            node = _added(node, value, notes)
            notes.change(prefix, [name.value for name, _ in value.value] if isinstance(value, MappingNode) else ())
        elif (old := child(node, key.value)) is None or not same(old, value):
            node = with_key(node, key, value)
            notes.change(prefix, [key.value])
    return node


def _retiring(near: Node) -> MappingNode:
    pair = (scalar("status", near), scalar("retired", near))
    return MappingNode("tag:yaml.org,2002:map", [pair], near.start_mark, near.end_mark)


def _point_over(domain: MappingNode, point_id: str, change: MappingNode, notes: _Notes, at: Node) -> MappingNode:
    points = child(domain, "points")
    ids = _ids(points)
    if point_id not in ids or not isinstance(points, SequenceNode):
        notes.fault(at, point_id, f"no such point in the book below; this domain has {', '.join(ids)}")
        return domain
    index = ids.index(point_id)
    point = _changed(points.value[index], change, notes)
    return with_key(domain, scalar("points", points), with_item(points, index, point))


def _changed(node: MappingNode, change: MappingNode, notes: _Notes) -> MappingNode:
    """A point or a duty with some keys replaced, and with what stands under `add` put to its lists and mappings."""
    for key, value in change.value:
        if key.value == "id":
            notes.fault(key, str(value.value), "an id never changes: retire the entry and add another")
        elif key.value == "add":
            node = _added(node, value, notes)
        else:
            node = with_key(node, key, value)
    return node


def _added(node: MappingNode, more: Node, notes: _Notes) -> MappingNode:
    if not isinstance(more, MappingNode):
        notes.fault(more, "", "add: must be a mapping of keys to what is put into them")
        return node
    laid = laid_over(node, more)
    return laid if isinstance(laid, MappingNode) else node


def _more_points(node: MappingNode, new: Node, prefix: str, notes: _Notes) -> MappingNode:
    points = child(node, "points")
    if not isinstance(new, SequenceNode) or not isinstance(points, SequenceNode):
        notes.fault(new, "", "points: must be a list of points")
        return node
    ids = _ids(points)
    for item, point_id in zip(new.value, _ids(new), strict=True):
        if not point_id.startswith(f"{prefix}-"):
            notes.fault(item, point_id, f"the id of a new point must begin with this domain's prefix {prefix}-")
        elif point_id not in ids:
            notes.added.append(point_id)
        elif not same(item, points.value[ids.index(point_id)]):
            notes.fault(item, point_id, "the book below has this point already: change it under change:")
    more = laid_over(points, new)
    return with_key(node, scalar("points", points), more)


def _duties_over(below: Source, patch: Source, notes: _Notes, gone: set[str]) -> Source:
    """The duties with an overlay's duties.yml laid over them; `gone` are those that a layer below retired already."""
    node = below.node
    for key, _ in patch.node.value:
        if key.value not in DUTY_KEYS:
            notes.fault(key, "", f"unknown key “{key.value}”; allowed: {', '.join(DUTY_KEYS)}")
    every = child(patch.node, "every")
    for entry, duty in _entries(child(patch.node, "duties"), notes):
        old = child(node, entry.value)
        new = _changed(duty, every, notes) if isinstance(every, MappingNode) else duty
        if old is not None and not same(old, new):
            notes.fault(entry, entry.value, "the book below has this duty already: change it under change:")
        elif old is None:
            notes.added.append(entry.value)
            node = with_key(node, entry, duty)
    for entry, change in _entries(child(patch.node, "change"), notes):
        if (old := _known(node, entry, notes)) is not None:
            node = with_key(node, entry, _changed(old, change, notes))
            notes.change(entry.value, _named(change))
    if isinstance(every, MappingNode):
        node = _every(node, every, notes)
    for entry in _words(child(patch.node, "retire"), notes):
        if entry.value not in gone and _known(node, entry, notes) is not None:
            node = without_key(node, entry.value)
            notes.retired.append(entry.value)
    return replace(below, value=plain(node), node=node)


def _every(node: MappingNode, change: MappingNode, notes: _Notes) -> MappingNode:
    """Every duty with the same change laid over it."""
    for entry, duty in node.value:
        if isinstance(duty, MappingNode):
            node = with_key(node, entry, _changed(duty, change, notes))
    notes.change("every duty", _named(change))
    return node


def _known(node: MappingNode, entry: Node, notes: _Notes) -> MappingNode | None:
    duty = child(node, entry.value)
    if isinstance(duty, MappingNode):
        return duty
    keys = ", ".join(name.value for name, _ in node.value)
    notes.fault(entry, entry.value, f"no such duty in the book below; it has {keys}")
    return None


def _named(change: MappingNode) -> list[str]:
    """The keys that a change touches: its own, and those under its `add`."""
    own = [key.value for key, _ in change.value if key.value != "add"]
    more = child(change, "add")
    return own + ([key.value for key, _ in more.value] if isinstance(more, MappingNode) else [])


def _ids(points: Node | None) -> list[str]:
    items = points.value if isinstance(points, SequenceNode) else []
    return [str(found.value) if (found := child(item, "id")) is not None else "" for item in items]


def _words(node: Node | None, notes: _Notes) -> Iterator[ScalarNode]:
    if node is not None and not isinstance(node, SequenceNode):
        notes.fault(node, "", "must be a list of ids: [PA-01, PA-02]")
    for item in node.value if isinstance(node, SequenceNode) else ():
        if isinstance(item, ScalarNode):
            yield item
        else:
            notes.fault(item, "", "must be an id")


def _entries(node: Node | None, notes: _Notes) -> Iterator[tuple[ScalarNode, MappingNode]]:
    if node is not None and not isinstance(node, MappingNode):
        notes.fault(node, "", "must be a mapping of ids to what is different")
    for key, value in node.value if isinstance(node, MappingNode) else ():
        if isinstance(value, MappingNode):
            yield key, value
        else:
            notes.fault(key, key.value, "must be a mapping of keys to values")
