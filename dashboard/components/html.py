"""The elements of HTML that pages are written with: Dash's components, made in a tenth of their time.

Dash checks every property of every component as it is made; a page has thousands, and that was more than half
of its time. These take what is said of them as it is. What no element has is found by the test that compares
each page, property by property, with what Dash would send.
"""

from typing import Any

from dash import dcc
from dash import html as dash_html
from dash.development.base_component import Component


class Element:
    """What every element has in common; a plain class, for asking Dash's whether something is one takes long."""

    tag: str

    def __init__(self, children: Any = None, **said: Any) -> None:
        self.__dict__.update(said)
        if children is not None:
            self.__dict__["children"] = children


def _element(original: type[Component], name: str, tag: str = "") -> Any:
    """A component of Dash whose properties are taken as they are; to the browser it is the original."""
    # What an original writes into itself before anything is said of it is true of every one.
    books = dict(vars(original()))
    for key in ("_namespace", "_type", "_children_props", "_base_nodes"):
        books[key] = getattr(original, key)
    return type(name, (Element, original), {**books, "tag": tag or name.lower(), "__module__": original.__module__})


A = _element(dash_html.A, "A")
Article = _element(dash_html.Article, "Article")
Aside = _element(dash_html.Aside, "Aside")
B = _element(dash_html.B, "B")
Button = _element(dash_html.Button, "Button")
Code = _element(dash_html.Code, "Code")
Dd = _element(dash_html.Dd, "Dd")
Details = _element(dash_html.Details, "Details")
Div = _element(dash_html.Div, "Div")
Dl = _element(dash_html.Dl, "Dl")
Dt = _element(dash_html.Dt, "Dt")
Footer = _element(dash_html.Footer, "Footer")
Form = _element(dash_html.Form, "Form")
H1 = _element(dash_html.H1, "H1")
H2 = _element(dash_html.H2, "H2")
H3 = _element(dash_html.H3, "H3")
Header = _element(dash_html.Header, "Header")
Img = _element(dash_html.Img, "Img")
Label = _element(dash_html.Label, "Label")
Li = _element(dash_html.Li, "Li")
Main = _element(dash_html.Main, "Main")
Nav = _element(dash_html.Nav, "Nav")
Ol = _element(dash_html.Ol, "Ol")
Option = _element(dash_html.Option, "Option")
P = _element(dash_html.P, "P")
Pre = _element(dash_html.Pre, "Pre")
Select = _element(dash_html.Select, "Select")
Section = _element(dash_html.Section, "Section")
Span = _element(dash_html.Span, "Span")
Sup = _element(dash_html.Sup, "Sup")
Summary = _element(dash_html.Summary, "Summary")
Table = _element(dash_html.Table, "Table")
Tbody = _element(dash_html.Tbody, "Tbody")
Td = _element(dash_html.Td, "Td")
Th = _element(dash_html.Th, "Th")
Thead = _element(dash_html.Thead, "Thead")
Tr = _element(dash_html.Tr, "Tr")
Ul = _element(dash_html.Ul, "Ul")

Hidden = _element(dcc.Input, "Hidden", "input")
"""A field of a form that is not seen; `type` is said with the name and value."""

File = _element(dcc.Input, "File", "input")
"""A field of a form that takes a file; `type` is said with the name."""
File._prop_names = [*File._prop_names, "accept"]  # noqa: SLF001 - what Dash sends of a component

Field = _element(dcc.Input, "Field", "input")
"""A line to write on that no callback hears of: the browser's own, which begins with `defaultValue`."""
Field._prop_names = [*Field._prop_names, "defaultValue"]  # noqa: SLF001 - what Dash sends of a component

WAY = "data-way"
"""Marks a link that the browser follows without loading the document again."""


class Link(A):  # type: ignore[misc, valid-type] # made above
    """A link to a page of the dashboard."""

    def __init__(self, children: Any = None, **said: Any) -> None:
        super().__init__(children, **said)
        self.__dict__[WAY] = ""
