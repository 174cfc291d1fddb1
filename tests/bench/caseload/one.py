"""What one person's score costs: asked one by one, as a page and the projector ask."""

import time
from collections.abc import Callable, Sequence

from scoring.risk.held import PersonRisk
from scoring.risk.learner import Learner
from tests.bench.figures import Aim, Figure

_MOST = Aim(150.0, at_least=False)


def measure_one(learner: Learner, risks: Sequence[PersonRisk], t: float) -> list[Figure]:
    """``learner`` has learned from them when this returns."""
    courses = [(risk.course, _earlier(risk)) for risk in risks if risk.course]
    lessons = [(each.vector, each.label == 1) for risk in risks for each in risk.awaiting if each.vector][
        : len(courses)
    ]
    vectors, labels = [vector for vector, _ in lessons], [label for _, label in lessons]

    def tell(place: int) -> None:
        course, earlier = courses[place]
        learner.tell(course, t, earlier)

    def learn(place: int) -> None:
        learner.learn(vectors[place], labels[place], t)

    told, learned = _time(tell, len(courses)), _time(learn, len(lessons))
    begun = time.process_time()
    learner.learn_all(vectors, labels, t)
    together = 1e6 * (time.process_time() - begun) / len(lessons)
    return [
        Figure("a prediction with its explanation and what changed since", told, "us", _MOST),
        Figure("a label learned alone", learned, "us", _MOST),
        Figure("a label learned with the others of a tick", together, "us", _MOST),
    ]


def _earlier(risk: PersonRisk) -> list[tuple[float, str]]:
    return [(float(each.made), each.vector) for each in risk.awaiting if each.vector]


def _time(do: Callable[[int], None], times: int) -> float:
    """Microseconds each."""
    begun = time.process_time()
    for place in range(times):
        do(place)
    return 1e6 * (time.process_time() - begun) / times
