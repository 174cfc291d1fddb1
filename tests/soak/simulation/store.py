"""A Valkey in memory: the commands Linnet uses, its scripts in real Lua, and a tail of writes that it may lose."""

import hashlib
from collections.abc import Callable
from typing import Any

import lupa.lua51 as lupa
import msgpack

Value = Any
# Killing Valkey loses up to two seconds of answered writes, always a suffix (infra/stack/valkey.py).
LOST_SECONDS = 2.0
_ABSENT: Any = object()


class Refusal(Exception):
    """What the server answers instead of a result; the text begins with the error's code."""


class Stream:
    __slots__ = ("entries", "last")

    def __init__(self, entries: dict[tuple[int, int], list[bytes]], last: tuple[int, int]) -> None:
        self.entries, self.last = entries, last

    def copy(self) -> "Stream":
        return Stream(dict(self.entries), self.last)


class Written:
    """What one command or script changed: keys and their values before."""

    __slots__ = ("at", "before", "name", "offset")

    def __init__(self, at: float, name: str) -> None:
        self.at, self.name = at, name
        self.before: dict[bytes, Value] = {}


_LUA = lupa.LuaRuntime(encoding=None, register_eval=False)
_COMPILED: dict[bytes, Any] = {}


def _compile(script: bytes) -> Any:
    if script not in _COMPILED:
        _COMPILED[script] = _LUA.eval(b"function(KEYS, ARGV) " + script + b"\nend")
    return _COMPILED[script]


class Store:
    """``watch`` hears of each unit of writes after it took place."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self.held: dict[bytes, Value] = {}
        self._tail: list[Written] = []
        self._unit = Written(0.0, "")
        self._scripts: dict[str, bytes] = {}
        self.watch: Callable[[Written], None] = lambda _: None
        _LUA.globals()[b"redis"] = _LUA.table_from({b"call": self._call_from_lua})
        _LUA.globals()[b"cmsgpack"] = _LUA.table_from({b"unpack": _unpack})

    def take(self, words: list[bytes]) -> Any:
        """One command, or one MULTI's commands are one unit: :meth:`take_all`."""
        return self.take_all([words])[0]

    def take_all(self, commands: list[list[bytes]]) -> list[Any]:
        """Each command's answer, or its :class:`Refusal`. All that they write is lost together or not at all."""
        self._unit = Written(self._now(), "+".join(words[0].decode().upper() for words in commands))
        answers: list[Any] = []
        for words in commands:
            try:
                answers.append(self._run(words))
            except Refusal as refusal:
                answers.append(refusal)
        if self._unit.before:
            self._tail.append(self._unit)
            self.watch(self._unit)
        return answers

    def lose_tail(self, choose: Callable[[int], int]) -> int:
        """As after kill -9: of the writes of the last seconds the first ``choose(number)`` stay; scripts are forgotten.
        How many were lost."""
        recent = [unit for unit in self._tail if unit.at > self._now() - LOST_SECONDS]
        kept = choose(len(recent))
        for unit in reversed(recent[kept:]):
            for key, value in unit.before.items():
                if value is _ABSENT:
                    self.held.pop(key, None)
                else:
                    self.held[key] = value
        self._tail = recent[:kept]
        self._scripts.clear()
        return len(recent) - kept

    def _run(self, words: list[bytes]) -> Any:
        name = words[0].decode().upper()
        command = getattr(self, f"_do_{name.lower()}", None)
        if command is None:
            raise Refusal(f"ERR unknown command '{name}'")
        return command(*words[1:])

    def _change(self, key: bytes) -> Value:
        """The value to be changed in place or replaced; what it was is kept for a crash."""
        value = self.held.get(key, _ABSENT)
        if key not in self._unit.before:
            self._unit.before[key] = value
            if isinstance(value, set | dict | Stream):
                self.held[key] = value = value.copy()
        return None if value is _ABSENT else value

    def _typed(self, key: bytes, shape: type, change: bool = False) -> Any:
        value = self._change(key) if change else self.held.get(key)
        if value is None:
            return None
        if not isinstance(value, shape):
            raise Refusal("WRONGTYPE Operation against a key holding the wrong kind of value")
        return value

    def _drop_empty(self, key: bytes) -> None:
        if not self.held[key]:
            del self.held[key]

    # Strings

    def _do_get(self, key: bytes) -> bytes | None:
        found: bytes | None = self._typed(key, bytes)
        return found

    def _do_mget(self, *keys: bytes) -> list[bytes | None]:
        found = (self.held.get(key) for key in keys)
        return [value if isinstance(value, bytes) else None for value in found]

    def _do_set(self, key: bytes, value: bytes) -> str:
        self._change(key)
        self.held[key] = value
        return "OK"

    def _do_mset(self, *words: bytes) -> str:
        for key, value in zip(words[::2], words[1::2], strict=True):
            self._do_set(key, value)
        return "OK"

    def _do_del(self, *keys: bytes) -> int:
        there = [key for key in keys if key in self.held]
        for key in there:
            self._change(key)
            self.held.pop(key, None)
        return len(there)

    _do_unlink = _do_del

    # Sets

    def _do_sadd(self, key: bytes, *members: bytes) -> int:
        found = self._typed(key, set, change=True)
        if found is None:
            found = self.held[key] = set()
        before = len(found)
        found.update(members)
        return len(found) - before

    def _do_srem(self, key: bytes, *members: bytes) -> int:
        if key not in self.held:
            return 0
        found = self._typed(key, set, change=True)
        before = len(found)
        found.difference_update(members)
        gone = before - len(found)
        self._drop_empty(key)
        return gone

    def _do_scard(self, key: bytes) -> int:
        return len(self._typed(key, set) or ())

    def _do_smembers(self, key: bytes) -> list[bytes]:
        return sorted(self._typed(key, set) or ())

    # Sorted sets

    def _do_zadd(self, key: bytes, *words: bytes) -> int:
        found = self._typed(key, dict, change=True)
        if found is None:
            found = self.held[key] = {}
        before = len(found)
        for score, member in zip(words[::2], words[1::2], strict=True):
            found[member] = float(score)
        return len(found) - before

    def _do_zrem(self, key: bytes, *members: bytes) -> int:
        if key not in self.held:
            return 0
        found = self._typed(key, dict, change=True)
        gone = sum(found.pop(member, None) is not None for member in members)
        self._drop_empty(key)
        return gone

    def _do_zcard(self, key: bytes) -> int:
        return len(self._typed(key, dict) or ())

    def _ranked(self, key: bytes) -> list[tuple[bytes, float]]:
        return sorted((self._typed(key, dict) or {}).items(), key=lambda each: (each[1], each[0]))

    def _do_zrange(self, key: bytes, low: bytes, high: bytes, *more: bytes) -> list[list[Any]]:
        if (high, [word.upper() for word in more]) != (b"-1", [b"WITHSCORES"]):
            raise Refusal("ERR not simulated: ZRANGE otherwise than to the end, with scores")
        return [[member, score] for member, score in self._ranked(key)][int(low) :]

    def _do_zrangebyscore(self, key: bytes, low: bytes, high: bytes, *more: bytes) -> list[list[Any]]:
        words = [word.upper() for word in more]
        if low != b"-inf" or b"WITHSCORES" not in words or b"LIMIT" not in words:
            raise Refusal("ERR not simulated: ZRANGEBYSCORE otherwise than from -inf, with a limit and scores")
        first, count = (int(word) for word in words[words.index(b"LIMIT") + 1 :][:2])
        found = [[member, score] for member, score in self._ranked(key) if score <= float(high)]
        return found[first : first + count]

    # Streams

    def _do_xadd(self, key: bytes, entry: bytes, *fields: bytes) -> bytes:
        found = self._typed(key, Stream, change=True)
        if found is None:
            found = self.held[key] = Stream({}, (0, 0))
        place = _read_entry(entry)
        if place <= found.last:
            raise Refusal("ERR The ID specified in XADD is equal or smaller than the target stream top item")
        found.entries[place] = list(fields)
        found.last = place
        return entry

    def _do_xrange(self, key: bytes, low: bytes, _high: bytes, *more: bytes) -> list[Any]:
        if low != b"-" and not low.startswith(b"("):
            raise Refusal("ERR not simulated: XRANGE otherwise than from the beginning, or after an entry")
        found = self._typed(key, Stream)
        limit, after = int(more[1]) if more else None, (-1, -1) if low == b"-" else _read_entry(low[1:])
        entries = [(place, fields) for place, fields in found.entries.items() if place > after] if found else []
        return [[b"%d-%d" % place, fields] for place, fields in entries[:limit]]

    def _do_xdel(self, key: bytes, *entries: bytes) -> int:
        if key not in self.held:
            return 0
        found = self._typed(key, Stream, change=True)
        return sum(found.entries.pop(_read_entry(entry), None) is not None for entry in entries)

    # The server

    def _do_scan(self, _cursor: bytes, *more: bytes) -> list[Any]:
        prefix = more[list(more).index(b"MATCH") + 1].removesuffix(b"*")
        return [b"0", sorted(key for key in self.held if key.startswith(prefix))]

    def _do_info(self, *_: bytes) -> bytes:
        return b"# Memory\r\nmaxmemory_policy:noeviction\r\n"

    def _do_ping(self, *_: bytes) -> str:
        return "PONG"

    def _do_script(self, _load: bytes, script: bytes) -> bytes:
        digest = hashlib.sha1(script, usedforsecurity=False).hexdigest()
        self._scripts[digest] = script
        return digest.encode()

    def _do_evalsha(self, digest: bytes, *words: bytes) -> Any:
        if digest.decode() not in self._scripts:
            raise Refusal("NOSCRIPT No matching script. Please use EVAL.")
        return self._do_eval(self._scripts[digest.decode()], *words)

    def _do_eval(self, script: bytes, count: bytes, *words: bytes) -> Any:
        keys, words = words[: int(count)], words[int(count) :]
        _LUA.globals()[b"redis"][b"call"] = self._call_from_lua
        try:
            return _from_lua(_compile(script)(_LUA.table_from(list(keys)), _LUA.table_from(list(words))))
        except Refusal as refusal:
            # Valkey does not undo what the script wrote before it failed.
            raise Refusal(f"{refusal} script: failed") from None

    def _call_from_lua(self, *words: Any) -> Any:
        return _to_lua(self._run([_word(word) for word in words]))


def _word(word: Any) -> bytes:
    return word if isinstance(word, bytes) else b"%d" % word


def _read_entry(entry: bytes) -> tuple[int, int]:
    first, number = entry.split(b"-")
    return int(first), int(number)


def _unpack(raw: bytes) -> Any:
    return _nest(msgpack.unpackb(raw, raw=True))


def _nest(value: Any) -> Any:
    if isinstance(value, list):
        return _LUA.table_from([_nest(each) for each in value])
    return value


def _to_lua(answer: Any) -> Any:
    """As a script sees it: RESP2, in which scores are texts in one flat list, and nothing is false."""
    if answer is None:
        return False
    if isinstance(answer, str):
        return _LUA.table_from({b"ok": answer.encode()})
    if isinstance(answer, list):
        flat = [each for pair in answer for each in pair] if answer and isinstance(answer[0], list) else answer
        return _LUA.table_from([_to_lua(each) for each in flat])
    return write_score(answer) if isinstance(answer, float) else answer


def write_score(score: float) -> bytes:
    """The shortest that reads back the same, and a whole number as one."""
    return repr(score).removesuffix(".0").encode()


def _from_lua(answer: Any) -> Any:
    """As a client sees it."""
    if lupa.lua_type(answer) == "table":
        found = []
        for each in answer.values():
            found.append(_from_lua(each))
        return found
    if isinstance(answer, float):
        return int(answer)
    if answer is True:
        return 1
    return None if answer is False else answer
