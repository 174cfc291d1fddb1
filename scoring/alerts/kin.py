"""Whose an alert is when the record is no more that it was raised under: the records that were one with that at the
latest tick are its kin, and one of them takes it over.

Where the record goes by its age, that is at a tick, and settled at once. Where it is corrected away, it may be back
before the next tick, or its kin may be gone: so the alert stands as it stood, with whoever takes it over as things are,
and the tick settles it. So it does not matter in which order the corrections of one interval come in.
"""

from collections.abc import Iterable

import msgspec

from scoring.alerts.episodes import ENDED
from scoring.linkage.records import RecordId
from scoring.state.documents import Alert, Entity


def name_kin(entity: Entity | None, alerts: Iterable[Alert]) -> tuple[Alert, ...]:
    """As of now. One that has ended needs none, and one of nobody who is there keeps them."""
    return tuple(_name(alert, entity) for alert in alerts)


def _name(alert: Alert, entity: Entity | None) -> Alert:
    others = alert.kin if entity is None else tuple(one for one in entity.records if str(one) != str(alert.founder))
    kin = () if alert.state in ENDED else others
    return alert if kin == alert.kin else msgspec.structs.replace(alert, kin=kin)


def is_lent(alert: Alert, entity: Entity | None) -> bool:
    """Whether somebody has it whose record it was not raised under, until a tick settles it."""
    return entity is not None and alert.state not in ENDED and RecordId(alert.founder) not in entity.records
