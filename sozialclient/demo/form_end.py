"""The last chapters of an application: emergency, declarations, dispatch."""

from __future__ import annotations

from datetime import datetime
from random import Random

from sozialclient.demo import code_lists
from sozialclient.demo.form_model import Chapter, Field, Group
from sozialclient.demo.form_person import yes_no

_TRUST = (
    code_lists.own("vertrauensniveau", "1", "niedrig (Benutzername und Passwort)"),
    code_lists.own("vertrauensniveau", "3", "hoch (Online-Ausweis)"),
)


def emergency(reason: str = "") -> Chapter:
    """Whether help is needed at once; with a `reason` it is."""
    fields = [yes_no("mittellos", "Ich bin akut mittellos und benötige sofort Hilfe", bool(reason))]
    if reason:
        fields.append(Field("begruendung", "Begründung", reason, wide=True))
    fields.append(Field("energiesperre", "Droht eine Strom- oder Gassperre?", "Strom" in reason))
    return Chapter("nothilfe", "Nothilfe", (Group("nothilfe", "Nothilfe", tuple(fields)),))


def submission(rng: Random, number: str, submitted: datetime) -> Chapter:
    """Declarations and how the application was sent."""
    return Chapter("absenden", "Absenden", (
        Group("erklaerung", "Erklärungen", (
            yes_no("wahreAngaben", "Ich versichere, dass meine Angaben vollständig und wahr sind.", True),
            yes_no("mitwirkung", "Ich teile Änderungen meiner Verhältnisse unverzüglich mit (§ 60 SGB I).", True),
            yes_no("einwilligungPostkorb", "Der Bescheid darf in das Postfach meines Nutzerkontos gestellt werden.",
                   rng.random() < 0.7),
        )),
        Group("versand", "Versand", (
            Field("antragsnummer", "Nummer des elektronischen Antrags", number),
            Field("zeitpunkt", "Abgesendet am", submitted),
            Field("vertrauensniveau", "Vertrauensniveau der Anmeldung", rng.choice(_TRUST), wide=True),
        )),
    ))
