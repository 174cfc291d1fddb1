"""The pages by which the data protection officer rectifies, restricts or erases: say what, see what will change,
confirm, and see what became of it."""

from collections.abc import Mapping
from typing import Any

import orjson
from fastapi import Request, Response
from pydantic import TypeAdapter

from api.answers.correcting import ErasureProof
from api.asker import Refused
from api.asking import Unknown
from api.context import Context, InContext
from api.correcting import CorrectionAsked, ProofAsked, correct, foresee_correction, open_event, prove_erasure
from api.looking import looks, make_router
from api.pages.asked import Words
from api.pages.forms import read_fields
from api.pages.rendering import render
from api.rectifying import PERSON, PLACE
from api.sending import make_id
from streams.codec import decode
from streams.codes.access import Action
from streams.codes.person import Gender, Sensitivity
from streams.codes.rights import Right, RightsReason
from streams.errors import Invalid

router = make_router()

_CORRECTION: TypeAdapter[CorrectionAsked] = TypeAdapter(CorrectionAsked)
_PROOF: TypeAdapter[ProofAsked] = TypeAdapter(ProofAsked)
_SAID = (*PERSON, *PLACE)
_FIELDS = ("id", "event", "right", "reason", "reference", "sensitivity", *_SAID)
# So many keys fit in a form.
_PROVED = 400


@router.get("/persons/{id}/correct")
@looks(Action.CORRECT_HOLDINGS)
async def show_form(context: InContext, id: str, event: Words = "") -> Response:
    return await _ask(context, id, {"id": make_id(), "event": event}, None)


@router.post("/persons/{id}/correct")
@looks(Action.CORRECT_HOLDINGS)
async def take_form(request: Request, context: InContext, id: str) -> Response:
    said = await read_fields(request, context)
    filled = {name: said[name] for name in _FIELDS}
    try:
        asked = _read(filled)
        if said["step"] != "send":
            foreseen = await foresee_correction(context, id, asked)
            return render(context, "foreseen.html", answer=foreseen, filled=filled, reason=asked.reason)
        taken = await correct(context, id, asked)
    except (Unknown, Refused):
        raise
    except Invalid as fault:  # the form says what to enter instead
        return await _ask(context, id, filled, fault)
    area = taken.person.partition(".")[0]
    return render(context, "corrected.html", answer=taken, area=area, proved=taken.events[:_PROVED])


@router.post("/rights/proof")
@looks(Action.OPEN_HOLDINGS)
async def show_proof(request: Request, context: InContext) -> Response:
    said = await read_fields(request, context)
    named = {"records": said["records"].split(), "events": said["events"].split()}
    asked: ProofAsked = decode(_PROOF, orjson.dumps(named))
    proof: ErasureProof = await prove_erasure(context, said["area"], asked)
    return render(context, "erased.html", answer=proof, said=said)


def _read(filled: Mapping[str, str]) -> CorrectionAsked:
    """Raises :class:`Invalid` naming the field to be filled in otherwise."""
    if filled["right"] not in set(Right) - {Right.ACCESS}:
        raise Invalid("right", "choose whether to rectify, restrict or erase", "right")
    if filled["reason"] not in set(RightsReason):
        raise Invalid("reason", "choose the reason", "reason")
    if filled["right"] == Right.RESTRICT and filled["sensitivity"] not in set(Sensitivity):
        raise Invalid("sensitivity", "choose how restricted it is to be", "sensitivity")
    said: dict[str, Any] = {name: filled[name] for name in ("id", "right", "reason", "reference")}
    said["events"] = [filled["event"]] if filled["event"] else []
    if filled["right"] == Right.RESTRICT:
        said["sensitivity"] = filled["sensitivity"]
    if filled["right"] == Right.RECTIFY:
        said["said"] = {name: filled[name] for name in _SAID}
    asked: CorrectionAsked = decode(_CORRECTION, orjson.dumps(said))
    return asked


async def _ask(context: Context, public_id: str, filled: Mapping[str, str], fault: Invalid | None) -> Response:
    """With the particulars as they are held, where none were entered yet."""
    answer = await open_event(context, public_id, filled["event"])
    held = answer.said.model_dump() if answer.said else {}
    entered = held | {name: value for name, value in filled.items() if fault or value}
    choices: dict[str, Any] = {
        "reasons": list(RightsReason),
        "sensitivities": list(Sensitivity),
        "genders": list(Gender),
        "fault": fault,
    }
    blank = dict.fromkeys(_FIELDS, "")
    return render(context, "correct.html", 422 if fault else 200, answer=answer, filled=blank | entered, **choices)
