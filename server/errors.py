"""One shape for every error of the API: {"error": {"code", "message", "detail"?}}; plain pages for people."""

import logging

from flask import Flask, Response, jsonify, render_template, request
from flask_limiter import RateLimitExceeded
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import BadRequest, HTTPException, ServiceUnavailable

from server.collection import disk
from server.collection.photos import OutdatedPoses

# Plain words in place of HTTP's own.
HEADINGS = {404: "Nothing here", 410: "This link no longer works", 429: "Too many tries"}
MESSAGES = {
    404: "There is nothing at this address.",
    413: "This file is too large.",
    429: "Wait a minute, then try again.",
    500: "Something went wrong here. Try again; if that does not help, the server's log tells more.",
}
DATABASE_RETRY_SECONDS = 2
# What SQLite says, and what that means.
DATABASE_TROUBLES = {
    "is locked": "The library is busy with another change. Try again in a moment.",
    "readonly database": "The library may not be written. Make its folder writable, then try again.",
    "disk is full": "The server's disk is full. Make room, then try again.",
}
log = logging.getLogger(__name__)


def error_response(status: int, code: str, message: str, detail=None) -> Response:
    error = {"code": code, "message": message} | ({"detail": detail} if detail else {})
    response = jsonify(error=error)
    response.status_code = status
    return response


def wants_json() -> bool:
    accepts_html = request.accept_mimetypes.accept_html and "text/html" in request.headers.get("Accept", "")
    return request.path.startswith("/api/") or not accepts_html


def init_errors(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OutdatedPoses, lambda error: _http_error(ServiceUnavailable(str(error))))
    app.register_error_handler(
        RecursionError, lambda _: _http_error(BadRequest("The request is nested too deeply."))
    )
    app.register_error_handler(OperationalError, _database_error)
    app.register_error_handler(OSError, _disk_error)


def _http_error(error: HTTPException):
    if error.response is not None:  # a redirect, or a response already made
        return error.response
    status = error.code or 500
    code = error.name.lower().replace(" ", "_").replace("'", "")
    message = _message(error, status)
    if wants_json():
        response = error_response(status, code, message)
    else:
        response = Response(
            render_template("error.html", title=HEADINGS.get(status, error.name), message=message),
            status,
            mimetype="text/html",
        )
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            response.headers[name] = value
    return response


def _message(error: HTTPException, status: int) -> str:
    """The words given where the error was raised; ours in place of the libraries' own."""
    given = error.description or error.name
    # flask-limiter gives its limit's name.
    is_default = given == type(error).description or isinstance(error, RateLimitExceeded)
    return MESSAGES.get(status, given) if is_default else given


def _disk_error(error: OSError):
    message = disk.trouble(error)
    if message is None:
        raise error
    log.error("disk: %s", error)
    return _http_error(disk.InsufficientStorage(message))


def _database_error(error: OperationalError):
    log.error("database: %s", error)
    told = (message for sign, message in DATABASE_TROUBLES.items() if sign in str(error.orig))
    message = next(told, "The library is not available right now. Try again in a moment.")
    return _http_error(ServiceUnavailable(message, retry_after=DATABASE_RETRY_SECONDS))
