"""A file's contents as plain data, and where in the file each part of it stands."""

from dataclasses import dataclass, field

from infra.alerting.mistakes import Mistake, Place
from infra.alerting.tree import Fields, Items, Node, Text

# As pydantic names places: ("rules", 0, "when", 1, "at_least").
Path = tuple[str | int, ...]


@dataclass(slots=True)
class Outline:
    """``values`` and ``names``: where the values and the names of fields begin. ``empty``: fields without a value,
    which are left out of ``data`` and told of."""

    data: object = None
    values: dict[Path, Place] = field(default_factory=dict)
    names: dict[Path, Place] = field(default_factory=dict)
    empty: set[Path] = field(default_factory=set)
    mistakes: list[Mistake] = field(default_factory=list)

    def find(self, path: Path) -> Place:
        """Of what is not in the file, the place of what it should be in."""
        return self.values[path] if path in self.values else self.find(path[:-1])

    def find_name(self, path: Path) -> Place:
        return self.names.get(path) or self.find(path)

    def look_up(self, path: Path) -> object:
        """What stands there, None where nothing does."""
        data = self.data
        for step in path:
            match data:
                case dict():
                    data = data.get(step)
                case list() if isinstance(step, int) and step < len(data):
                    data = data[step]
                case _:
                    return None
        return data


def outline(root: Node) -> Outline:
    made = Outline()
    made.data = _lay_out(root, (), made)
    return made


def _lay_out(node: Node, path: Path, made: Outline) -> object:
    made.values[path] = node.place
    match node:
        case Text():
            return node.text
        case Items():
            said = [item for item in node.items if _says(item, path, made)]
            return [_lay_out(item, (*path, place), made) for place, item in enumerate(said)]
        case Fields():
            made.names |= {(*path, name): place for name, place in node.names.items()}
            return {
                name: _lay_out(value, (*path, name), made)
                for name, value in node.fields.items()
                if _says(value, (*path, name), made)
            }


def _says(node: Node, path: Path, made: Outline) -> bool:
    if not isinstance(node, Text) or not node.empty:
        return True
    made.empty.add(path)
    told = f"{path[-1]}: nothing stands here" if path else "nothing stands here"
    # A value that is not there begins where the next thing does.
    made.mistakes.append(Mistake(made.names.get(path, node.place), told, "write a value, or leave the line out"))
    return False
