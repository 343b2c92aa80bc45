"""Finds things that lead to each other in circles (strongly connected components, after Kosaraju)."""

from __future__ import annotations

from collections.abc import Sequence


def circles(leads_to: Sequence[set[int]]) -> list[int]:
    """For each thing the number of its circle; what is in no circle has a number of its own."""
    back: list[set[int]] = [set() for _ in leads_to]
    for number, targets in enumerate(leads_to):
        for target in targets:
            back[target].add(number)
    circle = [-1] * len(leads_to)
    for number in reversed(_left_last(leads_to)):
        if circle[number] < 0:
            waiting = [number]
            while waiting:
                one = waiting.pop()
                if circle[one] < 0:
                    circle[one] = number
                    waiting += back[one]
    return circle


def _left_last(leads_to: Sequence[set[int]]) -> list[int]:
    """All things, each after those that were first reached from it."""
    order: list[int] = []
    seen: set[int] = set()
    for start in range(len(leads_to)):
        waiting = [(start, False)]
        while waiting:
            number, left = waiting.pop()
            if left:
                order.append(number)
            elif number not in seen:
                seen.add(number)
                waiting.append((number, True))
                waiting += [(target, False) for target in leads_to[number] if target not in seen]
    return order
