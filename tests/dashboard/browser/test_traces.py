"""What is left of people in the browser and in the worker after somebody has looked at them: nothing."""

import json

from dashboard.access.roles import Role
from sql.connect import open_reader
from tests.dashboard.browser.serving import sign_in

STORED = "() => JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, history.state, location.href])"


def test_nothing_of_a_person_stays_in_the_browser(opened, demo_home):
    """A search, a list, a person, that person unmasked; then everything a browser keeps is read."""
    sign_in(opened.page.context, opened.base, demo_home, Role.MANAGER, ("all",))
    people = open_reader(demo_home).rows("select identity, name, phone from marts.person")
    personal = {text for row in people for text in row if text and len(text) > 4}
    asked = []
    opened.page.on("request", lambda one: asked.append(one.url))
    page = opened.go("/people?metric=registered_persons")
    page.fill("input[name=text]", people[0][0])
    page.get_by_role("button", name="查找").click()
    page.wait_for_url("**/people*search=*")
    opened.settled()
    page.locator("table.grid tbody a").first.click()
    page.wait_for_url("**/person*")
    opened.settled()
    page.fill("#reveal-reason", "电话核对")
    page.click("#reveal-show")
    page.wait_for_selector("#reveal-shown dd")
    assert people[0][0] in page.inner_text("#reveal-shown")
    kept = page.evaluate(STORED)
    assert [text for text in personal if text in kept or json.dumps(text)[1:-1] in kept] == []
    assert [text for text in personal if any(text in address for address in asked)] == []
    page.go_back()
    opened.settled()
    page.go_forward()
    opened.settled()
    page.wait_for_timeout(300)
    assert people[0][0] not in page.inner_text("body")
