"""What the audit says of a look: how somebody was shown, what came of it, and what looks wrong about it."""

from streams.codes.lists import CodeList


class Shown(CodeList):
    LISTED = "listed", "In a list"
    OPENED = "opened", "Opened"


class Outcome(CodeList):
    """What the viewer got."""

    ANSWERED = "answered", "Answered"
    NOTHING = "nothing", "Nothing was found"
    REFUSED = "refused", "Refused"


class Mark(CodeList):
    """What somebody who reads the audit should look at. None proves a wrong: a hub officer may have a good reason."""

    OWN_NAME = "own-name", "The viewer's own surname"
    OWN_ADDRESS = "own-address", "An address of somebody with the viewer's own names"
    COLLEAGUE = "colleague", "Somebody with a colleague's names"
    NO_INVOLVEMENT = "no-involvement", "The viewer's agency is not involved"
    OUT_OF_HOURS = "out-of-hours", "Out of hours"
    BULK = "bulk", "Many in one hour"
