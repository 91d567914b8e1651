"""A person who knows the keys of the review page and sees its errors: what such a person presses.

From the top to the bottom, and to every error by one kind of jump, pressed as often as needed, and then step by step:
nobody thinks out cleverer ways while labelling.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

JUMPS = {"d": 1, "w": 1, "Shift+D": -1, "Shift+W": -1}


@dataclass
class Person:
    """Where the cursor is, and what the labels are by now; -1 before the first paragraph is chosen."""

    labels: list[int]
    second: Sequence[int]
    doubtful: set[int]
    cursor: int = -1
    pressed: list[str] = field(default_factory=list)

    def correct(self, truth: Sequence[int]) -> list[str]:
        """The keys that give the page its true labels and save it."""
        for first, last in same_errors(self.labels, truth):
            self._go({first, last})
            walking = bool(self.pressed) and self.pressed[-1] in ("d", "Shift+D", "went on")
            self._choose(first, last)
            single = first == last
            self.pressed.append(
                "x" if single and self.second[first] == truth[first] else str((truth[first] + 1) % 10)
            )
            self.labels[first : last + 1] = truth[first : last + 1]
            self.doubtful -= set(range(first, last + 1))
            onward = self._jump("d", self.cursor)
            if walking and single and onward is not None:
                self.cursor = onward
                self.pressed.append("went on")
        return [key for key in self.pressed if key != "went on"] + ["s"]

    def _go(self, goals: set[int]) -> None:
        """To the nearest of the paragraphs."""
        ways = [self._steps(self.cursor, goals)]
        for key in JUMPS:
            place, times = self._jump(key, self.cursor), 1
            while place is not None:
                keys, goal = self._steps(place, goals)
                ways.append(([key] * times + keys, goal))
                place, times = self._jump(key, place), times + 1
        keys, self.cursor = min(ways, key=lambda way: (len(way[0]), way[0][-1:] != ["d"]))
        self.pressed += keys

    def _steps(self, place: int, goals: set[int]) -> tuple[list[str], int]:
        goal = min(goals, key=lambda one: abs(one - place))
        return ["j" if goal > place else "k"] * abs(goal - place), goal

    def _jump(self, key: str, place: int) -> int | None:
        """Where a key leads, None for nowhere."""
        by = JUMPS[key]
        if key in ("d", "Shift+D"):
            there = [one for one in self.doubtful if place < 0 or (one - place) * by > 0]
            return min(there, key=lambda one: one * by, default=None)
        if place < 0:
            return 0 if by > 0 else len(self.labels) - 1
        here = self.labels[place]
        while 0 <= place < len(self.labels) and self.labels[place] == here:
            place += by
        return place if 0 <= place < len(self.labels) else None

    def _choose(self, first: int, last: int) -> None:
        """Chooses a row of errors from one of its ends."""
        if first == last:
            return
        around = [None, *self.labels, None][first : last + 3]  # with what stands before and after
        inside = len(set(around[1:-1])) == 1
        if inside and around[1] not in (around[0], around[-1]):
            self.pressed.append("a")
            self.cursor = last
        else:
            self.pressed += ["Shift+J" if self.cursor == first else "Shift+K"] * (last - first)
            self.cursor = last if self.cursor == first else first


def same_errors(labels: Sequence[int], truth: Sequence[int]) -> list[tuple[int, int]]:
    """First and last of every row of errors that need one label."""
    rows: list[tuple[int, int]] = []
    for place, (label, true) in enumerate(zip(labels, truth, strict=True)):
        if label == true:
            continue
        if rows and rows[-1][1] == place - 1 and truth[rows[-1][1]] == true:
            rows[-1] = rows[-1][0], place
        else:
            rows.append((place, place))
    return rows
