"""What somebody's places may be traced across areas for, and for nothing else."""

from streams.codes.lists import CodeList


class TracePurpose(CodeList):
    MISSING = "missing", "Somebody is missing"
    EXPLOITATION = "exploitation", "Somebody may be being exploited or trafficked"
