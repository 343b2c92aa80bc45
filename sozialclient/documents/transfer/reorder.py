"""Makes an order of the office's own out of the one that is shown, by moving one of its steps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from sozialclient.documents.transfer.plan import TransferStep, element_names, path_end
from sozialclient.documents.transfer.profile import ProfileStep, TransferProfile


def profile_of(steps: Iterable[TransferStep], name: str, services: tuple[str, ...]) -> TransferProfile:
    """The order of `steps` as a profile: equal ends of paths once, items of a repeated element together."""
    made: dict[tuple[str, str], ProfileStep] = {}
    for step in steps:
        if step.field is None or not step.assigned:
            continue
        repeated = next((one for one, number in element_names(step.field.path) if number), "")
        end = path_end(step.field.path)
        key = ("each", repeated) if repeated else ("field", end)
        if key not in made and (repeated or end):
            made[key] = ProfileStep(title=step.title[:200], group=step.group[:200], kind=step.kind, form=step.form,
                                    fields=() if repeated else (end,), each=repeated)
    return TransferProfile(version=1, name=name, services=services, steps=tuple(made.values()))


def moved(profile: TransferProfile, source: int, by: int) -> TransferProfile:
    """The profile with its step number `source` moved `by` places, as far as there are any."""
    steps: list[ProfileStep] = list(profile.steps)
    target = min(max(source + by, 0), len(steps) - 1)
    steps.insert(target, steps.pop(source))
    return msgspec.structs.replace(profile, steps=tuple(steps))


def source_of(steps: Sequence[TransferStep], key: str) -> int:
    """Number of the profile's step that the step of that key comes from, -1 without one."""
    return next((step.source for step in steps if step.key == key), -1)
