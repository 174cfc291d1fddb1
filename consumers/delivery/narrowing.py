"""A letter as whoever gets it may read it."""

from dataclasses import replace

import orjson

from consumers.delivery.letters import Letter
from scoring.alerts.narrowed import narrow_finding
from streams.codec import ALERT, decode
from streams.codes.agencies import Agency


def narrow_letter(letter: Letter, told_as: Agency | None) -> Letter:
    """As people of this agency are told it on screen; as it is where none is named."""
    if told_as is None:
        return letter
    event = orjson.loads(letter.raw)
    event["data"]["because"] = [narrow_finding(one, told_as) for one in event["data"]["because"]]
    raw = orjson.dumps(event)
    return replace(letter, raw=raw, event=decode(ALERT, raw))
