"""The description of the public API in OpenAPI's form, from the types that check and write its messages."""

from http import HTTPStatus
from typing import Any, NamedTuple

import msgspec

from server.public.messages import Choices, Error, Health, Matches, MatchQuery, Ready

SCHEMA_AT = "#/components/schemas/{name}"
RETRY_AFTER = {
    "Retry-After": {"description": "seconds until another try is welcome", "schema": {"type": "integer"}}
}


class Operation(NamedTuple):
    summary: str
    answer: type
    errors: tuple[int, ...]
    request: type | None = None

    def described(self) -> dict[str, Any]:
        answers = {"200": {"description": "OK", "content": _json(self.answer)}}
        body = {"requestBody": {"required": True, "content": _json(self.request)}} if self.request else {}
        return {"summary": self.summary, **body, "responses": answers | dict(map(_error, self.errors))}


PATHS = {
    "/api/match": {
        "post": Operation(
            "The photos whose pose is most similar, best first; its place and size do not count",
            Matches,
            (400, 413, 415, 422, 429, 503),
            MatchQuery,
        )
    },
    "/api/choices": {
        "get": Operation("The collections and tags that a match can be narrowed to", Choices, (429, 503))
    },
    "/api/health": {"get": Operation("Whether the server answers, and what it has", Health, (503,))},
    "/api/ready": {"get": Operation("Whether database, storage and model are usable", Ready, (503,))},
}


def description(version: str) -> dict[str, Any]:
    messages = [MatchQuery, Matches, Choices, Health, Ready, Error]
    return {
        "openapi": "3.1.0",
        "info": {"title": "Move Mirror", "version": version},
        "paths": {
            path: {method: operation.described() for method, operation in operations.items()}
            for path, operations in PATHS.items()
        },
        "components": {"schemas": msgspec.json.schema_components(messages, ref_template=SCHEMA_AT)[1]},
    }


def _error(status: int) -> tuple[str, dict[str, Any]]:
    headers = {"headers": RETRY_AFTER} if status in (429, 503) else {}
    return str(status), {"description": HTTPStatus(status).phrase, "content": _json(Error), **headers}


def _json(message: type) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": SCHEMA_AT.format(name=message.__name__)}}}
