"""Figures for Prometheus at /metrics, of all web server processes together; only for who has the token."""

import hmac
import os
import time

from flask import Blueprint, Flask, Response, abort, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)

from server.collection import photos
from server.config import Settings
from server.library import mirror
from server.models import db

# gunicorn's processes write their figures here, so that whichever is asked can add them up.
FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
SECONDS = Histogram(
    "mirror_request_seconds",
    "Time from a request's arrival in the application to its answer",
    ["method", "route", "status"],
    buckets=BUCKETS,
)

blueprint = Blueprint("metrics", __name__)


def init_metrics(app: Flask) -> None:
    app.register_blueprint(blueprint)

    @app.before_request
    def begin() -> None:
        g.measured_from = time.perf_counter()

    @app.after_request
    def measure(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "none"
        began = g.get("measured_from", time.perf_counter())
        SECONDS.labels(request.method, route, response.status_code).observe(time.perf_counter() - began)
        return response


@blueprint.get("/metrics")
def metrics() -> Response:
    settings: Settings = mirror().settings
    if not settings.metrics_token:
        abort(404)
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(given.encode(), settings.metrics_token.encode()):
        abort(401, "Send the header 'Authorization: Bearer TOKEN' with the token of MIRROR_METRICS_TOKEN.")
    return Response(_processes() + _library(), content_type=CONTENT_TYPE_LATEST)


def _processes() -> bytes:
    if FOLDER_VARIABLE not in os.environ:
        return generate_latest()
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)
    return generate_latest(registry)


def _library() -> bytes:
    """The state of the library, asked from the database at each scrape."""
    registry = CollectorRegistry()
    gauge = Gauge("mirror_photos", "Photos by status", ["status"], registry=registry)
    for status, number in photos.counts(db.session()).items():
        gauge.labels(status.value).set(number)
    available = Gauge("mirror_model_available", "Whether the network is there", registry=registry)
    available.set(mirror().estimator.available)
    return generate_latest(registry)
