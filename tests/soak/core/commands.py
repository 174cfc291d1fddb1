"""The commands of ``redis.asyncio`` that the relay and the holding of areas ask for, one by one, of the store."""

from typing import Any

from scoring.state.holding import _CLEAR, _SWAP
from scoring.state.keys import Key
from tests.soak.core.asking import Ask
from tests.soak.core.store import Store

Ids = frozenset[bytes]


def _split(name: str | bytes) -> tuple[str, Key]:
    """
    >>> _split("{eastvale}:position")
    ('eastvale', 'position')
    """
    text = name.decode() if isinstance(name, bytes) else name
    area, key = text[1:].split("}:", 1)
    return area, Key(key)


class Commands:
    def __init__(self, store: Store) -> None:
        self.store = store

    def register_script(self, _source: str) -> None:
        """:mod:`tests.soak.core.area` does what the scripts do."""

    def get(self, name: str) -> Ask:
        area, key = _split(name)
        return Ask("store", f"get {name}", lambda: self.store.held[area].get(key))

    def set(self, name: str, value: str | bytes) -> Ask:
        return Ask("store", f"set {name}", lambda: self._write(name, value))

    def xrange(self, name: str, count: int) -> Ask:
        area, key = _split(name)
        return Ask("store", f"xrange {name}", lambda: list(self.store.held[area].get(key, ())[:count]))

    def scan(self, _cursor: int, match: str, **_count: int) -> Ask:
        area, _ = _split(match)
        return Ask(
            "store", f"scan {area}", lambda: (0, [f"{{{area}}}:{key}".encode() for key in self.store.held[area]])
        )

    def eval(self, script: str, count: int, *words: Any) -> Ask:
        done = {_SWAP: self._swap, _CLEAR: self._clear}[script]
        return Ask("store", f"eval {words[0]}", lambda: done(words[:count], words[count:]))

    def pipeline(self, **_transaction: bool) -> "Pipe":
        return Pipe(self)

    def _write(self, name: str, value: str | bytes | None) -> None:
        area, key = _split(name)
        self.store.write(area, {key: value.encode() if isinstance(value, str) else value})

    def _swap(self, names: Any, words: Any) -> int:
        held, instead = (word.encode() if isinstance(word, str) else word for word in words)
        if self.store.position(_split(names[0])[0]) != held:
            return 0
        self._write(names[0], instead or None)
        return 1

    def _clear(self, names: Any, words: Any) -> int:
        area, _ = _split(names[0])
        if self.store.position(area) != words[0].encode():
            return 0
        self.store.write(area, {_split(name)[1]: None for name in names[1:]})
        return 1


class Pipe:
    """Everything in it happens at once."""

    def __init__(self, commands: Commands) -> None:
        self._store = commands.store
        self._area, self._values = "", dict[Key, Any]()
        self._gone: dict[Key, Ids] = {}

    def set(self, name: str, value: bytes) -> None:
        self._area, key = _split(name)
        self._values[key] = value

    def xdel(self, name: str, *ids: bytes) -> None:
        self._area, key = _split(name)
        self._gone[key] = frozenset(ids)

    def execute(self) -> Ask:
        return Ask("store", f"exec {self._area}", self._run)

    def _run(self) -> None:
        held = self._store.held[self._area]
        left = {
            key: tuple(entry for entry in held.get(key, ()) if entry[0] not in gone) for key, gone in self._gone.items()
        }
        self._store.write(self._area, {**self._values, **left})
