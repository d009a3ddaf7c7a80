"""Bytes that are not what they were."""


def spoilt(content: bytes, at: int, bit: int | None) -> bytes:
    """Return bytes cut off at a place, or with one bit turned there."""
    if bit is None:
        return content[:at]
    return content[:at] + bytes([content[at] ^ (1 << bit)]) + content[at + 1 :]
