"""A limit on request bodies, announced or not; the framework's own answers in plain text, this one as a problem."""

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from search_api.service.problems import MEDIA_TYPE, too_large

MAX_BODY_BYTES = 64 * 1024


class BodyLimit:
    """ASGI middleware: 413 for a body of more than `limit` bytes, whether its Content-Length says so or not.

    What lies under the path `streamed` reads its body itself, and counts it; `wide` is a path with a limit of its own.
    """

    def __init__(self, app: ASGIApp, limit: int, streamed: str, wide: tuple[str, int]) -> None:
        self._app = app
        self._limit = limit
        self._streamed = streamed
        self._wide = wide

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting what comes."""
        if scope["type"] != "http" or scope["path"].startswith(self._streamed):
            await self._app(scope, receive, send)
            return
        path, more = self._wide
        limit = more if scope["path"].startswith(path) else self._limit
        body = await _read(receive, limit)
        if body is None:
            problem = too_large(limit)
            response = JSONResponse(problem.model_dump(mode="json"), problem.status, media_type=MEDIA_TYPE)
            await response(scope, receive, send)
            return
        await self._app(scope, _replay(body, receive), send)


async def _read(receive: Receive, limit: int) -> list[Message] | None:
    """All messages of the body, None as soon as they exceed `limit` bytes."""
    messages: list[Message] = []
    size = 0
    while True:
        message = await receive()
        messages.append(message)
        size += len(message.get("body", b""))
        if size > limit:
            return None
        if not message.get("more_body", False):
            return messages


def _replay(messages: list[Message], receive: Receive) -> Receive:
    waiting = list(messages)

    async def next_message() -> Message:
        return waiting.pop(0) if waiting else await receive()

    return next_message
