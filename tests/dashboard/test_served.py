"""What the server sends: headers, caching, compression, and no more routes than needed."""

PAGE = {
    "output": ".._pages_content.children..._pages_store.data..",
    "outputs": [{"id": "_pages_content", "property": "children"}, {"id": "_pages_store", "property": "data"}],
    "inputs": [
        {"id": "_pages_location", "property": "pathname", "value": "/"},
        {"id": "_pages_location", "property": "search", "value": ""},
        {"id": "scheme", "property": "data", "value": "light"},
    ],
    "changedPropIds": ["_pages_location.pathname"],
}


def test_every_answer_carries_the_headers(client):
    for response in (
        client.get("/"),
        client.get("/_dash-layout"),
        client.post("/_dash-update-component", json=PAGE),
        client.get("/nowhere"),
    ):
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["X-Frame-Options"] == "DENY"
        assert response.headers["Cache-Control"] == "no-store"
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy


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


def test_the_chart_library_is_of_the_version_plotly_writes_for():
    from plotly.offline import get_plotlyjs_version

    from dashboard.theme import STYLESHEET

    head = (STYLESHEET.parent / "plotly-cartesian.min.js").read_text(encoding="utf-8")[:200]
    major = get_plotlyjs_version().split(".")[0]
    assert f"plotly.js (cartesian - minified) v{major}." in head


def test_dev_tools_and_everything_else_not_needed_is_off(app):
    routes = {rule.rule for rule in app.server.url_map.iter_rules()}
    assert routes == {
        "/",
        "/<path:path>",
        "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>",
        "/_dash-dependencies",
        "/_dash-layout",
        "/_dash-update-component",
        "/_favicon.ico",
        "/_reload-hash",
        "/assets/<path:filename>",
    }
    assert not app._dev_tools.get("ui")


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
