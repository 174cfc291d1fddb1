"""A failing run with as few troubles as it takes: they are left out by halves, as long as it fails nevertheless."""

from tests.soak.simulation.run import Run, run

_TRIES = 60


def shrink(failed: Run, steps: int) -> tuple[frozenset[int], Run]:
    """The numbers of the troubles that were left out, and the run without them. At most 60 runs."""
    muted, found, left = frozenset[int](), failed, _TRIES
    size = max(failed.troubles // 2, 1)
    while size and left:
        for start in range(0, failed.troubles, size):
            tried = muted | frozenset(range(start, start + size))
            if tried == muted or not left:
                continue
            left -= 1
            again = run(failed.seed, steps, tried, traced=True)
            if again.faults:
                muted, found = tried, again
        size //= 2
    return muted, found
