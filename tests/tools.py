"""Programs of the machine that tests drive."""

import os
import shutil

import pytest


def find_tool(program: str) -> str:
    """Its path. Skips the test on a machine without it, but never in CI, which installs what tests need."""
    found = shutil.which(program)
    if found is None and not os.environ.get("CI"):
        pytest.skip(f"no {program} on this machine")
    assert found, f"CI needs {program}"
    return found
