"""Numbers as text, exact to the last bit and a third of what decimals take."""

from binascii import a2b_base64, b2a_base64

import numpy as np
from numpy.typing import NDArray


def pack_numbers(numbers: NDArray[np.float64]) -> str:
    return b2a_base64(numbers.astype("<f8").tobytes(), newline=False).decode()


def unpack_numbers(packed: str) -> NDArray[np.float64]:
    """
    >>> unpack_numbers(pack_numbers(np.array([0.1, -2.0]))).tolist()
    [0.1, -2.0]
    """
    return np.frombuffer(a2b_base64(packed), "<f8").astype(np.float64)


def pack_counts(counts: NDArray[np.float32]) -> str:
    """As :func:`pack_numbers`, in half the bytes."""
    return b2a_base64(counts.astype("<f4").tobytes(), newline=False).decode()


def unpack_counts(packed: str) -> NDArray[np.float32]:
    return np.frombuffer(a2b_base64(packed), "<f4").astype(np.float32)
