"""A file judged row by row: what is accepted, what is refused and why, and whether the file stands as a whole."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO

from consumers.feeds.explaining import Lines, explain
from consumers.feeds.faults import Fault, FileRefused, shorten
from consumers.feeds.mapping import Mapping
from consumers.feeds.opening import BOM, MARK, Header, check_beginning, read_header
from consumers.feeds.plan import Origin, Plan
from consumers.feeds.records import Record, read_records
from consumers.feeds.telling import SILENT, Doubt, Teller, Told

MAX_ROWS = 2_000_000
_SLICE = 2_000
_BEGINNING = 512
# Of fewer rows a share says little: one of three is a typing mistake, not the wrong file.
ROWS_TO_JUDGE_BY = 50
# A file of nothing but faults is not read to its end: each costs some thirty times a good row.
_FAULTS_TO_JUDGE_BY = 20_000
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_QUOTES = 'each quotation mark with its pair, and one inside a cell written twice: ""'


@dataclass(frozen=True, slots=True)
class RefusedRow:
    faults: list[Fault]
    text: str


@dataclass(slots=True)
class Slice:
    """Some rows in a row. Rows that tell of nothing that is shared are accepted, and counted as ``silent``. ``over``:
    events that no row of the file tells of, and some row would with other cells, where ids are rows' own; all of them
    are in the last slice."""

    told: list[Told] = field(default_factory=list)
    over: list[Told] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    rows: int = 0
    silent: int = 0
    line: int = 0


class Judge:
    """Reads one file once. After the last slice ``rows``, ``refused`` and the rest are of the whole file."""

    def __init__(self, mapping: Mapping, origin: Origin) -> None:
        self.mapping, self.origin = mapping, origin
        self.rows = self.refused = self.silent = self.repeated = 0
        self.codes: Counter[tuple[str, str]] = Counter()
        self.tellers: list[Teller] = []
        self.header: Header | None = None
        self.header_text = ""
        self._seen: dict[str, tuple[str, int]] = {}
        self._silent: set[str] = set()
        self._refused: set[str] = set()
        self._trailer: Record | None = None
        self._last = 1

    def judge(self, file: BinaryIO) -> Iterator[Slice]:
        """Raises :class:`FileRefused`, also at the end: until the last slice is had, nothing is settled."""
        beginning = file.read(_BEGINNING)
        check_beginning(beginning)
        # Before a quotation mark it would make that a letter of the first name.
        file.seek(len(MARK) if self.mapping.codec == "utf-8" and beginning.startswith(MARK) else 0)
        records = read_records(file, self.mapping.codec, self.mapping.separator)
        self._open(records)
        while records_at_hand := list(islice(records, _SLICE)):
            yield self._judge_slice(records_at_hand)
            if self.refused >= _FAULTS_TO_JUDGE_BY:
                self._refuse_above()
            if self.rows > MAX_ROWS:
                raise FileRefused("file-too-long", f"the file has more than {MAX_ROWS:,} rows; send it in parts")
        self._close()
        if over := sorted(self._silent - self._seen.keys() - self._refused):
            yield Slice(line=self._last, over=[Told(each, "", SILENT, b"") for each in over])

    def _open(self, records: Iterator[Record]) -> None:
        first = next(records)
        # Excel's own first line, which says what stands between cells.
        if first.text.removeprefix(BOM).lower().startswith("sep="):
            first = next(records)
        if first.spoiled:
            raise FileRefused("header-missing", f"the header cannot be read: expected {_QUOTES}", 1)
        self.header_text = first.text.removeprefix(BOM)
        self.header = header = read_header(first.cells, self.mapping)
        for place, said in enumerate(self.mapping.rows):
            plan = Plan(self.mapping, said, header.places, header.width, self.origin)
            self.tellers.append(Teller(plan, self.mapping.label_of(place)))

    def _judge_slice(self, records: list[Record]) -> Slice:
        self._last = records[-1].last_line
        done = Slice(line=self._last)
        for record in records:
            if self._is_none(record):
                continue
            done.rows += 1
            found = self._judge_row(record)
            if isinstance(found, RefusedRow):
                done.refused.append(found)
                self.codes.update({(fault.field, fault.code) for fault in found.faults})
            elif found:
                done.told += found
            else:
                done.silent += 1
        self.rows, self.silent = self.rows + done.rows, self.silent + done.silent
        self.refused += len(done.refused)
        return done

    def _is_none(self, record: Record) -> bool:
        """A blank line, or the trailer. Raises :class:`FileRefused` for rows behind the trailer."""
        if len(record.cells) <= 1 and not record.spoiled and not record.text.strip():
            return True
        if self._trailer is not None:
            raise FileRefused("trailer", "rows stand behind the trailer", record.line)
        expected = self.mapping.trailer
        if expected is not None and record.cells and record.cells[0].strip() == expected.begins:
            self._trailer = record
            return True
        return False

    def _judge_row(self, record: Record) -> RefusedRow | list[Told]:
        assert self.header is not None
        if record.spoiled or len(record.cells) != self.header.width:
            return RefusedRow([self._explain_shape(record)], record.text)
        told: list[Told] = []
        faults: list[Fault] = []
        lasting = self.mapping.ids == "own"
        for teller in self.tellers:
            row = teller.plan.widen(record.cells)
            said = teller.tell(row)
            if isinstance(said, Doubt):
                answer = explain(teller, row, Lines(record.line, record.last_line))
                faults += answer if isinstance(answer, list) else []
                said = answer if isinstance(answer, Told) else None
            if said is not None:
                told.append(said)
            elif lasting and not faults and (silent := teller.name_silent(row)):
                self._silent.add(silent)
        if faults and not any(cell.strip() for cell in record.cells):
            faults = [Fault(record.line, record.last_line, "", "row", "row-empty", "", "no row, or one with cells")]
        if faults:
            # Whether such a row tells of it nobody knows, so nothing of it is over.
            self._refused.update(teller.name_silent(teller.plan.widen(record.cells)) for teller in self.tellers)
            return RefusedRow(self._note_encoding(record, faults), record.text)
        return self._keep_first(record, told)

    def _keep_first(self, record: Record, told: list[Told]) -> RefusedRow | list[Told]:
        """The same id with other content leaves open which of the two is meant; the same row twice is one."""
        if len(told) == 1:
            mark = (told[0].digest, record.line)
            if self._seen.setdefault(told[0].id, mark) is mark:
                return told
        for each in told:
            before = self._seen.get(each.id)
            if before is not None and before[0] != each.digest:
                expected = f"an id of its own: line {before[1]} has this id with other content"
                column = " + ".join(self.tellers[0].plan.said.id or ())
                fault = Fault(record.line, record.last_line, column, "id", "id-repeated", shorten(each.id), expected)
                return RefusedRow([fault], record.text)
            self.repeated += before is not None
        for each in told:
            self._seen.setdefault(each.id, (each.digest, record.line))
        return told

    def _explain_shape(self, record: Record) -> Fault:
        assert self.header is not None
        width, found = self.header.width, len(record.cells)
        place = (record.line, record.last_line, "", "row")
        if record.spoiled:
            return Fault(*place, "quotes", "", _QUOTES)
        for separator, name in _DELIMITERS.items():
            if separator != self.mapping.separator and found < width == record.text.count(separator) + 1:
                expected = f"{_DELIMITERS[self.mapping.separator]} between cells, as in the header"
                return Fault(*place, "delimiter", name, expected)
        return Fault(*place, "cells-few" if found < width else "cells-many", f"{found} cells", f"{width} cells")

    def _note_encoding(self, record: Record, faults: list[Fault]) -> list[Fault]:
        """Bytes that are not of the encoding spoil whatever they stand in, so they are told of alone."""
        if all(letter < "\ud800" or letter > "\udfff" for letter in record.text):
            return faults
        expected = f"text in {self.mapping.encoding}, as the mapping says"
        spoiled = [fault for fault in faults if "\N{REPLACEMENT CHARACTER}" in fault.found]
        named = spoiled[0] if spoiled else faults[0]
        return [named._replace(code="encoding", expected=expected)]

    def _close(self) -> None:
        trailer = self.mapping.trailer
        if trailer is not None:
            self._check_trailer(trailer.count)
        if self.rows >= ROWS_TO_JUDGE_BY:
            self._refuse_above()

    def _refuse_above(self) -> None:
        if self.refused * 100 > self.rows * self.mapping.refuse_above:
            worst = ", ".join(f"{column} {code} ({count:,})" for (column, code), count in self.codes.most_common(3))
            reason = f"{self.refused:,} of {self.rows:,} rows are refused, more than {self.mapping.refuse_above:g} %"
            raise FileRefused("rows-refused", f"{reason}: mostly {worst}. It may be another file, or another mapping")

    def _check_trailer(self, count: int) -> None:
        if self._trailer is None:
            raise FileRefused("trailer", "the file ends without its trailer: it may have been cut off")
        said = self._trailer.cells[count - 1].strip() if len(self._trailer.cells) >= count else ""
        if said != str(self.rows):
            raise FileRefused("trailer", f"the trailer counts other rows than the {self.rows:,} there are")
