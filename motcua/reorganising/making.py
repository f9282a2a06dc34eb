"""A plan is made of a decision's lines, and what is wrong with them is named, row by row."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from motcua.journal.ids import uuid7
from motcua.organisation.models import Share
from motcua.organisation.tree import Place, Tree
from motcua.reorganising.lines import ENDING, Line, Operation, Rule
from motcua.reorganising.plan import Plan, Transfer
from motcua.reorganising.problems import Problem
from motcua.text import fold

# A desk joins the desk that is there; offices only join those of the same name.
ALIKE = frozenset({"one_stop"})
# What a term can hold.
LONGEST = {"code": 40, "name": 200, "prefix": 40, "contact": 200}


def plan_of(before: Tree, on: date, lines: Sequence[Line], kinds: Iterable[str], levels: Iterable[str]) -> Plan:
    """The plan of a decision's lines for a day. Its `problems` say what is wrong with them, each with its row."""
    plan = Plan(before, on, lines)
    made = _Making(plan, frozenset(kinds), frozenset(levels))
    made.all()
    return plan


class _Making:
    def __init__(self, plan: Plan, kinds: frozenset[str], levels: frozenset[str]) -> None:
        self.plan, self.kinds, self.levels = plan, kinds, levels
        self.new: dict[str, tuple[UUID, Line]] = {}
        self.codes: dict[str, UUID] = {}  # of those that go on under another code
        self.old = {place.code: unit for unit, place in plan.old.items()}
        self.ending = {line.source: line.row for line in reversed(plan.lines) if line.operation in ENDING}
        self.named: dict[UUID, int] = {}

    def wrong(self, code: str, line: Line | int, /, **params: object) -> None:
        row = line if isinstance(line, int) else line.row
        self.plan.problems.append(Problem(code, row, params))

    def all(self) -> None:
        if not self.plan.lines:
            self.wrong("no_lines", 0)
        sound = [line for line in self.plan.lines if self._is_sound(line)]
        by_kind: dict[str, list[Line]] = {}
        for line in sound:
            by_kind.setdefault(line.operation, []).append(line)
        for line in by_kind.get(Operation.CREATE, ()):
            self._name_new(line)
        for line in by_kind.get(Operation.RENAME, ()):
            unit = self.old.get(line.source)
            if unit and line.code and line.code != line.source:
                self.codes[line.code] = unit
        for line in sound:
            doing: Callable[[Line], None] | None = {
                Operation.RENAME: self._change,
                Operation.CHANGE: self._change,
                Operation.CONSOLIDATE: self._end,
                Operation.ABSORB: self._end,
                Operation.DISSOLVE: self._end,
                Operation.DIVIDE: self._end,
                Operation.SEPARATE: self._separate,
            }.get(Operation(line.operation))
            if doing is not None:
                doing(line)
        for line in by_kind.get(Operation.CREATE, ()):
            self._create(line)
        self._divided()
        self._below()
        for line in by_kind.get(Operation.POST, ()):
            self._posts(line)
        for line in by_kind.get(Operation.COVERS, ()):
            self._covers(line)
        self._codes_clash()
        self._cycles()
        self.plan.problems.sort(key=lambda problem: problem.row)

    def _is_sound(self, line: Line) -> bool:
        if line.operation not in set(Operation):
            self.wrong("operation", line, operation=line.operation, known=", ".join(Operation))
            return False
        if line.rule and line.rule not in set(Rule):
            self.wrong("rule", line, rule=line.rule, known=", ".join(Rule))
            return False
        needed = {
            Operation.CREATE: ("code", "name", "kind", "level"),
            Operation.RENAME: ("source",),
            Operation.CHANGE: ("source",),
            Operation.DISSOLVE: ("source",),
            Operation.COVERS: ("level",),
            Operation.POST: ("source", "code", "values"),
        }.get(Operation(line.operation), ("source", "code"))
        missing = [name for name in needed if not getattr(line, name)]
        for name in missing:
            self.wrong("empty", line, column=name)
        for name, most in LONGEST.items():
            if len(getattr(line, name)) > most:
                self.wrong("long", line, column=name, n=len(getattr(line, name)), most=most)
        if line.kind and line.kind not in self.kinds:
            self.wrong("kind", line, kind=line.kind, known=", ".join(sorted(self.kinds)))
        if line.level and line.level not in self.levels:
            self.wrong("level", line, level=line.level, known=", ".join(sorted(self.levels)))
        if line.area_is_wrong():
            self.wrong("area", line, area=line.area_km2)
        return not missing

    def _name_new(self, line: Line) -> None:
        if line.code in self.new:
            self.wrong("created_twice", line, code=line.code, other=self.new[line.code][1].row)
        else:
            self.new[line.code] = uuid7(), line

    def _source(self, line: Line) -> UUID | None:
        unit = self.old.get(line.source)
        if unit is None:
            self.wrong("source", line, code=line.source, day=f"{self.plan.eve:%d/%m/%Y}")
            return None
        place = self.plan.old[unit]
        if self.plan.before.on(unit, self.plan.on) is None and place.upper is not None:
            self.wrong("ends_later", line, code=line.source, day=f"{place.upper:%d/%m/%Y}")
            return None
        return unit

    def unit(self, code: str, line: Line, sentence: str = "target") -> UUID | None:
        """The unit that bears a code from the day on."""
        if code in self.new:
            return self.new[code][0]
        unit = self.codes.get(code) or self.old.get(code)
        if unit is None:
            self.wrong(sentence, line, code=code, day=f"{self.plan.on:%d/%m/%Y}")
            return None
        if self.plan.old[unit].code in self.ending:
            which = "target_ends" if sentence == "target" else sentence
            other = self.ending[self.plan.old[unit].code]
            self.wrong(which, line, code=code, other=other, day=f"{self.plan.on:%d/%m/%Y}")
            return None
        return unit

    def _end(self, line: Line) -> None:
        unit = self._source(line)
        if unit is not None and line.code == line.source and line.code not in self.new:
            self.wrong("itself", line, code=line.source)
            return
        to = self.unit(line.code, line) if line.code else None
        if unit is None or (line.code and to is None):
            return
        divides = line.operation == Operation.DIVIDE
        known = self.plan.ends.get(unit)
        if known is not None and not (divides and self._divides(unit)):
            self.wrong("twice", line, code=line.source, other=known)
            return
        if line.operation == Operation.CONSOLIDATE and line.code not in self.new:
            self.wrong("target_old", line, code=line.code)
        if line.operation == Operation.ABSORB and line.code in self.new:
            self.wrong("target_new", line, code=line.code, other=self.new[line.code][1].row)
        self.plan.ends.setdefault(unit, line.row)
        self.named[unit] = line.row
        if to is None:
            return
        if not divides:
            self.plan.transfers[unit] = [Transfer(to, Share.WHOLE, row=line.row)]
        else:
            self._share(unit, to, line, Share.PART)

    def _share(self, unit: UUID, to: UUID, line: Line, part: str) -> None:
        rule = line.rule or Rule.HAND
        if rule not in (Rule.MAIN, Rule.HAND) and not line.values:
            self.wrong("no_values", line, rule=rule)
        share = Share.MAIN if rule == Rule.MAIN and part == Share.PART else part
        several = self.plan.transfers.setdefault(unit, [])
        main = next((each for each in several if each.share == Share.MAIN), None)
        if share == Share.MAIN and main is not None:
            self.wrong("two_mains", line, code=line.source, other=main.row)
            return
        several.append(Transfer(to, share, rule, line.values, line.row))
        several.sort(key=lambda each: each.share != Share.MAIN)

    def _divides(self, unit: UUID) -> bool:
        return all(each.share in (Share.MAIN, Share.PART) for each in self.plan.transfers.get(unit, ()))

    def _separate(self, line: Line) -> None:
        unit, to = self._source(line), self.unit(line.code, line)
        if unit is None or to is None:
            return
        if line.source in self.ending:
            self.wrong("twice", line, code=line.source, other=self.ending[line.source])
        elif to == unit:
            self.wrong("itself", line, code=line.source)
        else:
            self.named[unit] = line.row
            self._share(unit, to, line, Share.OFF)

    def _change(self, line: Line) -> None:
        unit = self._source(line)
        if unit is None:
            return
        if line.source in self.ending:
            self.wrong("twice", line, code=line.source, other=self.ending[line.source])
            return
        self.named[unit] = line.row
        place = self.plan.changes.get(unit) or self.plan.old[unit]
        parent = place.parent
        if line.parent:
            parent = self.unit(line.parent, line, "parent")
        self.plan.changes[unit] = replace(
            place,
            lower=self.plan.on,
            upper=None,
            parent=parent,
            code=(line.code if line.operation == Operation.RENAME and line.code else place.code),
            name=line.name or place.name,
            kind=line.kind or place.kind,
            level=line.level or place.level,
            number_prefix=line.prefix or place.number_prefix,
        )
        self.plan.areas[unit] = line

    def _create(self, line: Line) -> None:
        unit, first = self.new[line.code]
        if first is not line:
            return
        parent = self.unit(line.parent, line, "parent") if line.parent else None
        self.plan.begins[unit] = Place(
            unit, self.plan.on, None, parent, line.code, line.name, line.kind, line.level, line.prefix
        )
        self.plan.areas[unit] = line

    def _divided(self) -> None:
        for unit, several in self.plan.transfers.items():
            if unit in self.plan.ends and not any(each.share in (Share.WHOLE, Share.MAIN) for each in several):
                self.wrong("no_main", several[0].row, code=self.plan.old[unit].code)

    def _below(self) -> None:
        """What is below a unit that ends and has no line of its own goes where its main part goes.

        A desk joins the desk that is there, an office the one of its name; else it goes on, below the successor.
        """
        there: dict[UUID, list[UUID]] = {}
        for unit, place in self.plan.after().items():
            if place.parent is not None:
                there.setdefault(place.parent, []).append(unit)
        waiting = sorted(self.plan.ends, key=lambda unit: (self.plan.ends[unit], self.plan.old[unit].code))
        while waiting:
            unit = waiting.pop(0)
            to = self.plan.goes_to(unit)
            for child in self.plan.children.get(unit, ()):
                place = self.plan.old[child]
                if child in self.named or child in self.plan.ends:
                    continue
                row = self.plan.ends[unit]
                if to is None:
                    code = self.plan.old[unit].code
                    self.wrong("below", row, code=code, child=place.code, name=place.name)
                    continue
                like = next((each for each in there.get(to, ()) if self._is_like(place, each)), None)
                if like is not None:
                    self.plan.ends[child] = row
                    self.plan.transfers[child] = [Transfer(like, Share.WHOLE, row=row)]
                    waiting.append(child)
                else:
                    self.plan.changes[child] = replace(place, lower=self.plan.on, upper=None, parent=to)
                    there.setdefault(to, []).append(child)

    def _is_like(self, place: Place, unit: UUID) -> bool:
        other = self.plan.place(unit)
        if other is None or other.kind != place.kind or other.unit == place.unit:
            return False
        return place.kind in ALIKE or fold(other.name) == fold(place.name)

    def _posts(self, line: Line) -> None:
        unit, to = self._source(line), self.unit(line.code, line)
        if unit is not None and to is not None:
            self.plan.posts |= {(unit, username): to for username in line.values}

    def _covers(self, line: Line) -> None:
        above = self.old.get(line.parent) if line.parent else None
        for unit, place in sorted(self.plan.old.items(), key=lambda each: each[1].code):
            if place.level != line.level or unit in self.named or unit in self.plan.ends:
                continue
            # What is below a unit with a line follows it; what stands by itself needs one.
            if place.parent is not None and self.plan.old[place.parent].level == place.level:
                continue
            if above is None or above in self.plan.before.path(unit, self.plan.eve):
                self.wrong("uncovered", line, code=place.code, name=place.name)

    def _codes_clash(self) -> None:
        after = self.plan.after()
        codes = Counter(place.code for place in after.values())
        prefixes = Counter(place.number_prefix for place in after.values() if place.number_prefix)
        for unit, place in (self.plan.begins | self.plan.changes).items():
            line = self.plan.areas.get(unit)
            if line is None:
                continue
            if codes[place.code] == 1 and prefixes[place.number_prefix] < 2:
                continue
            others = [each for other, each in after.items() if other != unit]
            if codes[place.code] > 1:
                name = next(each.name for each in others if each.code == place.code)
                self.wrong("code", line, code=place.code, name=name)
            if place.number_prefix and prefixes[place.number_prefix] > 1:
                same = [each for each in others if each.number_prefix == place.number_prefix]
                self.wrong("prefix", line, prefix=place.number_prefix, name=same[0].name)

    def _cycles(self) -> None:
        for unit in (*self.plan.begins, *self.plan.changes):
            path = list(self._upward(unit))
            if path and path[-1] == unit and len(path) > 1:
                codes = " → ".join(self._code(each) for each in path)
                line = self.plan.areas.get(unit)
                self.wrong("cycle", line or 0, code=self._code(unit), path=codes)

    def _upward(self, unit: UUID) -> Iterator[UUID]:
        seen: set[UUID] = set()
        step: UUID | None = unit
        while step is not None and step not in seen:
            yield step
            seen.add(step)
            place = self.plan.place(step)
            step = place.parent if place else None
        if step is not None and step == unit:
            yield step

    def _code(self, unit: UUID) -> str:
        place = self.plan.place(unit) or self.plan.old.get(unit)
        return place.code if place else "—"
