"""What the browser tests stand on."""

from random import Random, SystemRandom

from tests.dashboard.browser.serving import opened_in

TIMES = 8


def test_a_page_that_is_going_elsewhere_is_closed(chromium, served):
    chance = SystemRandom().randrange(2**32)
    print(f"chance {chance}")
    random = Random(chance)
    before = chromium.pages
    for _ in range(TIMES):
        opened = opened_in(chromium, served)
        opened.page.goto(f"{served}/sign-in")
        opened.page.evaluate("setTimeout(() => location.assign('/sign-in?lang=en'))")
        opened.page.wait_for_timeout(random.uniform(1, 60))
        opened.close()
        assert opened.page.is_closed()
    assert chromium.pages == before
