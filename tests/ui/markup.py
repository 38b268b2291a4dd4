"""Reading HTML as a browser does, to say what a reader sees and which tags there are."""

from html.parser import HTMLParser


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


def text_of(html: str) -> str:
    """What is left without the tags."""
    return "".join(_read(html).words)


def tags_of(html: str) -> list[str]:
    """The tags, in order."""
    return _read(html).tags


def values_of(html: str, name: str) -> list[str]:
    """The values of the attribute `name`."""
    return [value for _, attribute, value in _read(html).attributes if attribute == name]
