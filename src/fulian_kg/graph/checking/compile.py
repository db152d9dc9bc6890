"""Shapes to checks. What is not known, or not well-formed, is refused: such shapes are for pySHACL alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox

from fulian_kg.graph.checking.components import COMPONENTS, FURTHER, Each, Number
from fulian_kg.graph.checking.index import NONE, SUBCLASS, TYPE, name_of
from fulian_kg.graph.checking.paths import Predicate, path_of
from fulian_kg.graph.checking.reading import ShapesGraph, Unknown, iri, only, refuse, switch
from fulian_kg.graph.checking.values import normal, unique
from fulian_kg.vocabulary import OWL, PREFIXES, RDF, RDFS, SH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from fulian_kg.graph.checking.components import Check, Values
    from fulian_kg.graph.checking.index import Index
    from fulian_kg.graph.checking.paths import Path
    from fulian_kg.vocabulary import Term

SHACL = PREFIXES["sh"]
TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
REMARKS = {SH.severity, SH.message, SH.name, SH.description, SH.order, SH.group, SH.defaultValue}
"""What a shape says that no result depends on (SHACL 2.1.4, 2.1.5, 2.3.2), but for its severity and message."""
KINDS = {SH.NodeShape, SH.PropertyShape}
KNOWN = {*TARGETS, *REMARKS, *COMPONENTS, *FURTHER, SH.path, SH.property, SH.deactivated}
SHAPES_OF = (SH.property, SH.node, SH("not"), SH.qualifiedValueShape)
LISTS_OF = (SH("and"), SH("or"), SH.xone)
DEEPEST = 10
"""Shapes within shapes; the reference gives up at 15."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a validation result says: who says so, by which component, of which node, about which value."""

    shape: Term
    component: ox.NamedNode
    focus: Term
    value: Term | None


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A shape as checks."""

    node: Term
    path: Path | None
    each: tuple[tuple[ox.NamedNode, Each], ...] = ()
    """Components that look at every value node by itself."""
    numbers: tuple[tuple[ox.NamedNode, Number], ...] = ()
    """Components that count the value nodes."""
    whole: tuple[tuple[ox.NamedNode, Check], ...] = ()
    """Components that look at the set of value nodes."""
    simple: tuple[tuple[str, Shape], ...] = ()
    """Property shapes whose path is a property, beside it: the most, and so looked up together."""
    others: tuple[Shape, ...] = ()
    """Property shapes with other paths."""

    def findings(self, index: Index, focus: Term) -> list[Finding]:
        """What validating a focus node finds (SHACL 3.4)."""
        found: list[Finding] = []
        self._look(index, focus, (focus,) if self.path is None else self.path(index, focus), found)
        return found

    def conforms(self, index: Index, node: Term) -> bool:
        """Whether there is nothing to find (SHACL 3.4.4)."""
        judged = index.judged.setdefault(self, {})
        if node not in judged:
            judged[node] = not self.findings(index, node)
        return judged[node]

    def _finding(self, component: ox.NamedNode, focus: Term, value: Term | None) -> Finding:
        return Finding(self.node, component, normal(focus), None if value is None else normal(value))

    def _look(self, index: Index, focus: Term, values: Sequence[Term], found: list[Finding]) -> None:
        if len(values) > 1:
            values = unique(values)
        for value in values:
            for component, check in self.each:
                if not check.passes(index, value):
                    found.append(self._finding(component, focus, value))
        for component, number in self.numbers:
            if not number.least <= len(values) <= number.most:
                found.append(self._finding(component, focus, None))
        for component, whole in self.whole:
            found += (self._finding(component, focus, result) for result in whole(index, focus, values))
        if self.simple or self.others:
            self._look_further(index, values, found)

    def _look_further(self, index: Index, values: Sequence[Term], found: list[Finding]) -> None:
        for value in values:
            said = index.said(value)
            for name, shape in self.simple:
                shape._look(index, value, said.get(name, NONE), found)  # noqa: SLF001  its own class
            for shape in self.others:
                found += shape.findings(index, value)


@dataclass(frozen=True, slots=True)
class Target:
    """A shape with what it declares as its focus nodes (SHACL 2.1.3)."""

    shape: Shape
    declared: dict[ox.NamedNode, tuple[Term, ...]]

    def focus_nodes(self, index: Index) -> Sequence[Term]:
        """The set of focus nodes that the index itself, rather than its context, speaks of."""
        found = dict.fromkeys(self.declared[SH.targetNode])
        for cls in self.declared[SH.targetClass]:
            for kind in index.below(cls):
                found |= dict.fromkeys(index.own(TYPE).get(kind, ()))
        for prop in names(self.declared[SH.targetSubjectsOf]):
            found |= {subject: None for subjects in index.own(prop).values() for subject in subjects}
        for prop in names(self.declared[SH.targetObjectsOf]):
            found |= dict.fromkeys(index.own(prop))
        return unique(found)


@dataclass(frozen=True, slots=True)
class Compiled:
    """Shapes as checks, and those that are not."""

    targets: tuple[Target, ...]
    refused: dict[Term, str]
    """Shapes that are not compiled, and why."""
    turned: frozenset[str]
    """Properties that an index has to know by their values, too."""

    @property
    def complete(self) -> bool:
        """Whether nothing is left for pySHACL but to report."""
        return not self.refused


def compile_shapes(statements: Iterable[ox.Triple | ox.Quad]) -> Compiled:
    """Make checks of every shape that has targets."""
    shapes = ShapesGraph(statements)
    compiler = _Compiler(shapes)
    targets, refused, classes = [], {}, classes_in(shapes)
    for node in sorted(_shapes(shapes), key=str):
        try:
            shape = compiler.shape(node)
            declared = {prop: unique(shapes.values(node, prop)) for prop in TARGETS}
            if not classes.isdisjoint(shapes.values(node, RDF.type)):
                declared[SH.targetClass] += (node,)
            if any(declared.values()):
                targets.append(_target(shape, declared))
        except Unknown as reason:
            refused[node] = str(reason)
    by_value = {TYPE, SUBCLASS, *shapes.turned}
    by_value |= {name for each in targets for kind in TARGETS[2:] for name in names(each.declared[kind])}
    return Compiled(tuple(targets), refused, frozenset(by_value))


def classes_in(shapes: ShapesGraph) -> frozenset[Term]:
    """Types by which a shape is a class, too, and so its own target (SHACL 2.1.3.3)."""
    below = (node for node in shapes.about if RDFS.Class in shapes.values(node, RDFS.subClassOf))
    return frozenset({RDFS.Class, OWL.Class, *below})


def _target(shape: Shape, declared: dict[ox.NamedNode, tuple[Term, ...]]) -> Target:
    """A shape that a report can be asked for by name, and that names properties and classes by theirs."""
    for node in (shape.node, *(node for prop in TARGETS if prop != SH.targetNode for node in declared[prop])):
        iri(node)
    return Target(shape, declared)


def _shapes(shapes: ShapesGraph) -> set[Term]:
    """The nodes that are shapes (SHACL 2.1)."""
    marks = (*TARGETS, SH.target, *SHAPES_OF, *LISTS_OF)
    found: set[Term] = set()
    for node in shapes.about:
        if not KINDS.isdisjoint(shapes.values(node, RDF.type)) or any(shapes.says(node, prop) for prop in marks):
            found.add(node)
        found |= {value for prop in SHAPES_OF for value in shapes.values(node, prop)}
    return found


def names(props: Iterable[Term]) -> Iterator[str]:
    """Properties as an index knows them; raises `Unknown` for what is none."""
    return map(name_of, map(iri, props))


@dataclass(slots=True)
class _Compiler:
    shapes: ShapesGraph
    _made: dict[tuple[Term, bool], Shape] = field(default_factory=dict)
    _open: list[Term] = field(default_factory=list)
    _foreign: bool = field(init=False)

    def __post_init__(self) -> None:
        """Whoever brings components of their own has rules that we do not know."""
        nodes = self.shapes.about
        self._foreign = any(
            self.shapes.says(node, SH.parameter) or SH.ConstraintComponent in self.shapes.values(node, prop)
            for node in nodes
            for prop in (RDF.type, RDFS.subClassOf)
        )

    def shape(self, node: Term, *, judged: bool = False) -> Shape:
        """A shape; `judged` where only whether nodes conform to it matters."""
        if (node, judged) not in self._made:
            if node in self._open or len(self._open) > DEEPEST:
                refuse("a shape that refers to itself")
            self._open.append(node)
            try:
                self._made[node, judged] = self._shape(node, judged=judged)
            finally:
                self._open.pop()
        return self._made[node, judged]

    def _shape(self, node: Term, *, judged: bool) -> Shape:
        owner = _Owner(node, self.shapes, self)
        self._refuse_unknown(owner, judged=judged)
        if any(map(switch, owner.parameter(SH.deactivated))):
            return Shape(node, None)
        path = path_of(only(self.shapes, node, SH.path), self.shapes) if owner.has_path else None
        properties = [self._property(prop, judged=judged) for prop in owner.parameter(SH.property)]
        checks = list(_checks(owner))
        return Shape(
            node,
            path,
            tuple((name, check) for name, check in checks if isinstance(check, Each)),
            tuple((name, check) for name, check in checks if isinstance(check, Number)),
            tuple((name, check) for name, check in checks if not isinstance(check, (Each, Number))),
            tuple((shape.path.name, shape) for shape in properties if isinstance(shape.path, Predicate)),
            tuple(shape for shape in properties if not isinstance(shape.path, Predicate)),
        )

    def _property(self, node: Term, *, judged: bool) -> Shape:
        only(self.shapes, node, SH.path)
        return self.shape(node, judged=judged)

    def _refuse_unknown(self, owner: _Owner, *, judged: bool) -> None:
        severities = set(owner.parameter(SH.severity))
        if self._foreign:
            refuse("constraint components of its own")
        if (SH.NodeShape if owner.has_path else SH.PropertyShape) in owner.parameter(RDF.type):
            refuse("a shape of the wrong kind")
        if len(severities) > 1 or (judged and severities - {SH.Violation}):
            refuse("a severity under a condition")  # pySHACL lets pass what only warns
        for prop in map(ox.NamedNode, self.shapes.said(owner.node)):
            if prop.value.startswith(SHACL) and prop not in KNOWN:
                refuse(prop.value)
            if prop in FURTHER and not any(map(owner.parameter, FURTHER[prop])):
                refuse(f"{prop.value} by itself")


@dataclass(frozen=True, slots=True)
class _Owner:
    node: Term
    shapes: ShapesGraph
    compiler: _Compiler

    @property
    def has_path(self) -> bool:
        return self.shapes.says(self.node, SH.path)

    def judge(self, node: Term, *, node_shape: bool = False) -> Shape:
        if isinstance(node, ox.Literal) or (node_shape and self.shapes.says(node, SH.path)):
            refuse("a condition that is no such shape")
        return self.compiler.shape(node, judged=True)

    def parameter(self, prop: ox.NamedNode) -> Values:
        return tuple(dict.fromkeys(self.shapes.values(self.node, prop)))


def _checks(owner: _Owner) -> Iterator[tuple[ox.NamedNode, Check]]:
    for prop, component in COMPONENTS.items():
        values = owner.parameter(prop)
        if values and component.with_path and not owner.has_path:
            refuse(f"{prop.value} without a path")
        if values:
            name = SH(f"{component.name}ConstraintComponent")
            yield from ((name, check) for check in component.make(values, owner))
