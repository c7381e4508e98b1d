"""What is not usable is named."""

import pytest
from sqlalchemy import text


@pytest.fixture
def model(settings):
    settings.model.write_bytes(b"a network")


def test_all_well(client, model):
    answer = client.get("/api/ready")
    assert (answer.status_code, answer.json) == (200, {"database": "ok", "storage": "ok", "model": "ok"})


def test_the_network_is_missing(client):
    answer = client.get("/api/ready")
    assert answer.status_code == 503
    assert answer.json["error"]["detail"] == {
        "database": "ok",
        "storage": "ok",
        "model": "the network is missing",
    }


def test_a_folder_that_cannot_be_written_is_named(client, model, mirror):
    mirror.storage.served.rmdir()
    mirror.storage.served.write_text("a file in the folder's place")  # root may write into every folder
    detail = client.get("/api/ready").json["error"]["detail"]
    assert detail["storage"].startswith("cannot be written")
    assert detail["database"] == "ok"


def test_a_database_without_its_tables_is_named(client, model, session):
    session.execute(text("DROP TABLE library"))
    session.commit()
    assert client.get("/api/ready").json["error"]["detail"]["database"].startswith("cannot be read")
