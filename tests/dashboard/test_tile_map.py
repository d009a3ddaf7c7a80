"""The map of squares: what a square says, how dark it is, and what stands out."""

from decimal import Decimal

from dashboard.components.heat import Cell
from dashboard.components.tile_map import Block, Tile, tile_map, tile_range

LOW = Tile("大地村", Cell(Decimal("0.5"), 40), "/a", "warn", "低于 95% 界")
HIGH = Tile("祥泰社区", Cell(Decimal("0.7"), 50), "/b", on=True)
FEW = Tile("双D港", Cell(Decimal("0.1"), 9), "/c")
HIDDEN = Tile("城志社区", Cell(), "/d")
NOBODY = Tile("寨子沟村", Cell(Decimal(0), 12), "/e")


def _block(*tiles, name="湾里", cell=Cell(Decimal("0.6"), 99)):  # noqa: B008 - never changed
    return Block(name, cell, "/whole", tiles)


def _squares(shown):
    return [square for block in shown.children for square in block.children[1].children]


def _texts(square):
    return [part.children for part in square.children]


def test_a_square_says_its_name_its_rate_and_whether_it_stands_out():
    low, high = _squares(tile_map([_block(LOW, HIGH), _block(FEW)]))[:2]
    assert _texts(low) == ["50", "大地村 50.00% 低于 95% 界"]
    assert (low.href, low.title, low.className) == ("/a", "大地村 50.00% 低于 95% 界", "square ring-warn")
    assert (high.title, high.className) == ("祥泰社区 70.00%", "square on")


def test_darker_is_higher():
    low, high = _squares(tile_map([_block(LOW, HIGH)]))
    assert [square.style["background"] for square in (low, high)] == ["var(--seqT0)", "var(--seqT6)"]


def test_fewer_than_ten_people_are_a_point_and_stretch_no_range():
    shown = [_block(LOW, HIGH, FEW, HIDDEN)]
    assert tile_range(shown) == (0.5, 0.71)
    assert [square.title for square in _squares(tile_map(shown))[2:]] == ["双D港 ·", "城志社区 ·"]
    assert {square.style["background"] for square in _squares(tile_map(shown))[2:]} == {"var(--surface2)"}
    assert tile_range([_block(FEW)]) == (0.0, 1.0)


def test_a_rate_of_nothing_is_a_rate():
    assert tile_range([_block(NOBODY, HIGH)]) == (0.0, 0.71)
    (square,) = _squares(tile_map([_block(NOBODY)]))
    assert square.title == "寨子沟村 0.00%"


def test_one_block_alone_shows_names():
    shown = tile_map([_block(LOW)])
    assert shown.className == "tile-map alone"
    (square,) = _squares(shown)
    assert [part.children for part in square.children[0].children] == ["大地村", "50.00"]
    assert tile_map([_block(LOW), _block(HIGH)]).className == "tile-map several"


def test_a_block_says_its_own_rate_where_that_is_known():
    known, unknown = tile_map([_block(LOW), _block(LOW, cell=Cell())]).children
    assert [one.children[0].children[1].children for one in (known, unknown)] == ["60.00%", "·"]
    assert known.children[0].href == "/whole"
