"""Bodies of callbacks as a browser sent them, recorded in Chromium: one for every callback that is declared."""

CALLBACK = "/_dash-update-component?endId=recorded"

PAGE = {
    "output": ".._pages_content.children..._pages_store.data..",
    "outputs": [{"id": "_pages_content", "property": "children"}, {"id": "_pages_store", "property": "data"}],
    "inputs": [
        {"id": "_pages_location", "property": "pathname", "value": "/suspension"},
        {"id": "_pages_location", "property": "search", "value": "?area=210213013&lang=en"},
        {"id": "scheme", "property": "data", "value": "light"},
    ],
    "changedPropIds": ["_pages_location.pathname", "_pages_location.search"],
    "parsedChangedPropsIds": ["_pages_location.pathname", "_pages_location.search"],
}

STILL_THERE = {
    "output": "current.data",
    "outputs": {"id": "current", "property": "data"},
    "inputs": [{"id": "pulse", "property": "n_intervals", "value": 1}],
    "changedPropIds": ["pulse.n_intervals"],
    "parsedChangedPropsIds": ["pulse.n_intervals"],
}

REVEAL = {
    "output": "reveal-shown.children",
    "outputs": {"id": "reveal-shown", "property": "children"},
    "inputs": [{"id": "reveal-show", "property": "n_clicks", "value": 1}],
    "changedPropIds": ["reveal-show.n_clicks"],
    "parsedChangedPropsIds": ["reveal-show.n_clicks"],
    "state": [
        {"id": "reveal-reason", "property": "value"},
        {"id": "_pages_location", "property": "search", "value": "?person=" + "x" * 40},
    ],
}

BODIES = (PAGE, STILL_THERE, REVEAL)


def page_at(pathname, search="", scheme="light"):
    """The body that asks for the page of an address."""
    values = (pathname, search, scheme)
    controls = [{**control, "value": value} for control, value in zip(PAGE["inputs"], values, strict=True)]
    return {**PAGE, "inputs": controls}
