"""What the server sends: scripts and styles, how they are cached and compressed, and how it is run."""


def test_scripts_are_ours_or_named_by_their_hash(client):
    policy = dict(part.split(" ", 1) for part in client.get("/").headers["Content-Security-Policy"].split("; "))
    sources = policy["script-src"].split()
    assert sources[0] == "'self'"
    assert all(source.startswith("'sha256-") for source in sources[1:])


def test_nothing_comes_from_elsewhere(client):
    text = client.get("/").get_data(as_text=True)
    assert "http://" not in text
    assert 'src="https://' not in text
    assert 'href="https://' not in text


def test_assets_are_kept_for_a_year_by_their_fingerprint(client):
    asset = client.get("/assets/shell.css?m=1", headers={"Accept-Encoding": "br"})
    assert asset.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert asset.headers["Content-Encoding"] == "br"
    assert client.get("/assets/shell.css").headers["Cache-Control"] == "no-store"


def test_the_smaller_chart_library_is_sent_compressed(client):
    script = client.get("/assets/plotly-cartesian.min.js?m=1", headers={"Accept-Encoding": "gzip"})
    assert script.headers["Content-Encoding"] == "gzip"
    assert len(script.data) < 600_000
    assert "plotly-cartesian.min.js" in client.get("/").get_data(as_text=True)


def test_what_is_for_older_browsers_is_not_sent(client):
    """But for the one function of the polyfill that Dash's own scripts still call."""
    page = client.get("/").text
    assert "polyfill" not in page
    assert "/assets/regenerator-runtime.js" in page


def test_the_chart_library_is_of_the_version_plotly_writes_for():
    from plotly.offline import get_plotlyjs_version

    from dashboard.theme import STYLESHEET

    head = (STYLESHEET.parent / "plotly-cartesian.min.js").read_text(encoding="utf-8")[:200]
    major = get_plotlyjs_version().split(".")[0]
    assert f"plotly.js (cartesian - minified) v{major}." in head


def test_the_page_opens_in_the_colours_chosen_last(client):
    client.set_cookie("scheme", "dark")
    layout = client.get("/_dash-layout").get_json()
    assert layout["props"]["forceColorScheme"] == "dark"
    client.set_cookie("scheme", "<script>")
    assert client.get("/_dash-layout").get_json()["props"]["forceColorScheme"] == "light"


def test_gunicorn_opens_no_more_than_it_must(monkeypatch, tmp_path):
    import runpy
    from pathlib import Path

    for name in ("COLLECTION_HOME", "COLLECTION_SETTINGS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    settings = runpy.run_path(str(Path(__file__).parents[2] / "deploy" / "gunicorn.conf.py"))
    assert settings["bind"] == "127.0.0.1:8050"
    assert (settings["worker_class"], settings["workers"], settings["threads"]) == ("gthread", 2, 4)
    assert settings["preload_app"] is False
    assert settings["control_socket_disable"] is True
