"""Identity numbers with a true check character that nobody can have: their area does not exist."""

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def identity_number(place: int, area: str = "210299") -> str:
    """The number of the person of a place, 0 or more; born between 1966 and 1999."""
    body = f"{area}{1966 + place % 34:04}{1 + place % 12:02}{1 + place % 28:02}{place % 1000:03}"
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]
