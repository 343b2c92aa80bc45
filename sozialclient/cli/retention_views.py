"""Rules, plans and deletion records as JSON values of the command line."""

from __future__ import annotations

from sozialclient.cli.output import Json
from sozialclient.model.retention import DeletionRecord, Due, Retention, RetentionPlan, Rules
from sozialclient.usecases.delete_applications import Traces


def retention_json(retention: Retention) -> Json:
    """All rules; null days: it stays there."""
    return {
        "mode": retention.mode.value,
        "untransferred_by_hand": retention.untransferred_by_hand,
        "default": _rules(retention.default),
        "services": {each.service_key: _rules(each.rules) for each in retention.services},
    }


def plan_json(plan: RetentionPlan) -> Json:
    """What is due now and later; times in UTC."""
    return {
        "counts": [
            {"rule": rule, "stage": stage.value, "count": count} for (rule, stage), count in plan.counts().items()
        ],
        "now": [_due(due) for due in plan.now],
        "later": [_due(due) for due in plan.later],
        "next": plan.later[0].at.isoformat() if plan.later else None,
        "held": plan.held,
        "untransferred_in_trash": plan.untransferred,
    }


def record_json(record: DeletionRecord) -> Json:
    """One deletion record."""
    return {
        "number": record.number,
        "at": record.at.isoformat(),
        "mailbox": record.mailbox,
        "id": record.application_id,
        "original_sha256": record.original_sha256,
        "rule": record.rule,
    }


def traces_json(traces: Traces) -> Json:
    """What was done about remnants."""
    return {"emptied": traces.emptied, "key_rotated": traces.rotated, "rotation_postponed": traces.postponed}


def _rules(rules: Rules) -> Json:
    return {"transferred": rules.transferred_days, "archived": rules.archived_days, "trash": rules.trash_days}


def _due(due: Due) -> Json:
    return {"id": due.id, "mailbox": due.mailbox, "service_key": due.service_key, "service": due.service_name,
            "stage": due.stage.value, "at": due.at.isoformat(), "rule": due.rule}
