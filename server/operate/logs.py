"""What is written to standard error: lines for people, or with MIRROR_LOG=json one JSON object a line.

Nothing says who a visitor is: no addresses, no bodies, and of a path, which may hold a token, only its route.
Every answer carries an X-Request-ID, and so does every line that was written while it was made.
"""

import logging
import secrets
import sys
import time

from flask import Flask, Response, g, has_request_context, request
from pythonjsonlogger.json import JsonFormatter

from server.config import Settings

log = logging.getLogger("server.requests")
# Answered many times a second; only trouble with them is worth a line.
FREQUENT = ("/api/match", "/photos/<name>", "/assets/<path:name>", "/model/<path:name>", "/metrics")


class _WithRequestId(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        if has_request_context():
            record.request_id = g.get("request_id")
        return True


def handler(form: str) -> logging.Handler:
    made = logging.StreamHandler(sys.stderr)
    made.addFilter(_WithRequestId())
    made.setFormatter(
        JsonFormatter(
            "%(asctime)s %(levelname)s %(name)s %(message)s",
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
            datefmt="%Y-%m-%dT%H:%M:%S%z",
        )
        if form == "json"
        else logging.Formatter("%(levelname)s %(name)s: %(message)s")
    )
    return made


def set_up_logging(settings: Settings) -> None:
    """For a whole process; requests are told of in JSON alone, where programs read them."""
    logging.basicConfig(level=logging.WARNING, handlers=[handler(settings.log)], force=True)
    log.setLevel(logging.INFO if settings.log == "json" else logging.WARNING)


def init_logs(app: Flask) -> None:
    @app.before_request
    def begin() -> None:
        g.request_id = secrets.token_hex(8)
        g.began_at = time.perf_counter()

    @app.after_request
    def tell(response: Response) -> Response:
        request_id = g.get("request_id") or secrets.token_hex(8)
        response.headers["X-Request-ID"] = request_id
        if log.isEnabledFor(logging.INFO):
            route = request.url_rule.rule if request.url_rule else "no route"
            if response.status_code >= 500 or route not in FREQUENT:
                took_ms = 1000 * (time.perf_counter() - g.get("began_at", time.perf_counter()))
                log.info(
                    "request",
                    extra={
                        "method": request.method,
                        "route": route,
                        "status": response.status_code,
                        "ms": round(took_ms, 1),
                    },
                )
        return response
