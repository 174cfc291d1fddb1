"""What reaches the logs of a process that meets what nobody expected."""

import subprocess
import sys

import orjson
import pytest

_BEGIN = "import asyncio, threading\nfrom streams.logs import start_logging\nstart_logging()\n"
_FAIL = "async def fail(): raise ValueError('Maureen Ashby')\n"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("raise ValueError('Maureen Ashby')", 1),
        ("def fail(): raise ValueError('Maureen Ashby')\nthreading.Thread(target=fail).start()", 0),
        (
            f"{_FAIL}async def main():\n    async with asyncio.TaskGroup() as group: group.create_task(fail())\n"
            "asyncio.run(main())",
            1,
        ),
        (
            f"{_FAIL}async def main():\n    asyncio.ensure_future(fail())\n    await asyncio.sleep(0.1)\n"
            "asyncio.run(main())",
            0,
        ),
    ],
    ids=["the process", "a thread", "a group of tasks", "a task that nobody waits for"],
)
def test_an_error_nobody_expected_is_told_by_its_place_alone(words: str, code: int) -> None:
    """Its message may quote whoever it failed over."""
    done = subprocess.run([sys.executable, "-c", _BEGIN + words], capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert "Maureen" not in done.stderr
    (line,) = done.stderr.splitlines()
    said = orjson.loads(line)
    assert said["error"] == "ValueError"
    assert said["where"].startswith("<string>:")


def test_a_warning_is_told_without_its_words() -> None:
    """Libraries put into them what they did not expect."""
    words = "import warnings\nwarnings.warn('Expected a date but got Maureen Ashby')"
    done = subprocess.run([sys.executable, "-c", _BEGIN + words], capture_output=True, text=True, check=True)
    assert orjson.loads(done.stderr)["kind"] == "UserWarning"
    assert "Maureen" not in done.stderr
