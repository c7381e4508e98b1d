from dataclasses import replace

import pytest

from server.app import create_app
from server.database import upgrade_database
from server.models import db


@pytest.fixture
def watched(settings):
    app = create_app(replace(settings, metrics_token="open sesame"))
    with app.app_context():
        upgrade_database()
    yield app.test_client()
    with app.app_context():
        db.engine.dispose()


def test_without_a_token_there_are_no_metrics(client):
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize("given", ["", "Bearer wrong", "open sesame extra", "Bearer käse"])
def test_metrics_need_the_token(watched, given):
    assert watched.get("/metrics", headers={"Authorization": given}).status_code == 401


def test_metrics_count_requests_by_route_and_photos_by_status(watched):
    watched.get("/api/none-such")
    watched.get("/photos/of-nobody.webp")
    text = watched.get("/metrics", headers={"Authorization": "Bearer open sesame"}).text
    assert 'route="none",status="404"' in text
    assert 'route="/photos/<name>",status="404"' in text
    assert "of-nobody" not in text  # a path is no label
    assert 'mirror_photos{status="ready"} 0.0' in text
    assert "mirror_model_available 0.0" in text
