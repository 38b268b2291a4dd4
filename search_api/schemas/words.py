"""What editing an archive's words, synonyms and golden questions takes and answers."""

from typing import Literal

from pydantic import Field

from search_api.schemas.base import QueryText, Schema, Text

MAX_LIST = 200_000  # characters of a list
MAX_TYPED = 20  # questions beside the saved ones

Change = Literal["better", "worse", "reordered", "same"]


class WordLists(Schema):
    """Both lists as they should be; an empty one is none."""

    dictionary: Text = Field(default="", max_length=MAX_LIST, description="a word a line, as jieba reads it")
    synonyms: Text = Field(default="", max_length=MAX_LIST, description="`甲 = 乙` or `甲 > 乙 丙`, a set a line")


class WordsResponse(WordLists):
    """The archive's lists as they stand."""

    version: str = Field(description="send it back when saving: somebody else may have changed them meanwhile")
    in_service: bool = Field(description="the served generation was built with the same lists")
    questions: int = Field(description="saved questions that a preview asks")


class SaveWords(WordLists):
    """Both lists, to be written into the archive."""

    version: str


class WordFault(Schema):
    """What is wrong with a line."""

    name: str = Field(description="dictionary.txt or synonyms.txt")
    line: int
    reason: str
    cure: str


class CheckResponse(Schema):
    """Whether both lists can be used."""

    faults: list[WordFault]


class PreviewRequest(WordLists):
    """Lists to try, and questions to look at beside the saved ones."""

    questions: list[QueryText] = Field(default=[], max_length=MAX_TYPED)


class PreviewHit(Schema):
    """One of the first hits of a question."""

    address: str
    title: str
    district: str | None
    year: int | None
    text: str = Field(description="how the passage begins")
    elsewhere: int | None = Field(description="its place on the other side, from 1; null where it is not among ten")


class PreviewQuestion(Schema):
    """What the lists do to a question."""

    text: str
    change: Change = Field(description="reordered: other hits, but worth the same, or nothing is known of their worth")
    before: float | None = Field(description="nDCG@10; null where it is not known what should be found")
    after: float | None
    hits_before: list[PreviewHit]
    hits_after: list[PreviewHit]


class PreviewResponse(Schema):
    """What the lists would change, exactly as a build would: the worst first."""

    generation: str
    questions: int
    better: int
    worse: int
    reordered: int
    same: int
    score_before: float | None = Field(description="mean nDCG@10 of the questions of which it is known")
    score_after: float | None
    recut: bool = Field(description="the dictionary differs, and all passages were cut into words anew")
    seconds: float
    changed: list[PreviewQuestion]


class ShownHit(Schema):
    """A passage as a search showed it."""

    report: Text
    address: Text
    text: Text


class MarkedRequest(Schema):
    """Which of these are marked for the query."""

    query: QueryText
    hits: list[ShownHit] = Field(max_length=2_000)


class MarkedResponse(Schema):
    """One for each hit."""

    marked: list[bool]


class MarkOrder(Schema):
    """Mark a passage as what the query should find, or mark it no longer."""

    query: QueryText
    hit: ShownHit
    quote: Text = Field(default="", description="words of it that it is known by; its text where empty")
    marked: bool
