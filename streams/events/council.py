from typing import Literal

from streams.codes.council import CouncilCategory
from streams.contract import Envelope
from streams.events.parts import LocalId
from streams.events.statement import Statement


class CouncilCase(Statement):
    """Opened, changed and closed events of one case share its ``case_id``."""

    case_id: LocalId
    category: CouncilCategory


class CouncilCaseOpened(Envelope):
    type: Literal["council-case-opened-1"] = "council-case-opened-1"
    data: CouncilCase


class CouncilCaseChanged(Envelope):
    type: Literal["council-case-changed-1"] = "council-case-changed-1"
    data: CouncilCase


class CouncilCaseClosed(Envelope):
    type: Literal["council-case-closed-1"] = "council-case-closed-1"
    data: CouncilCase
