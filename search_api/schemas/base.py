"""What every schema rests on: its base class, checked text, and the words that fields are limited to."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

MAX_QUERY_CHARACTERS = 2_000
PATH_JOIN = " > "  # between the headings of a `section` or `path`

Mode = Literal["hybrid", "meaning", "words", "exact"]
Group = Literal["none", "report", "district"]
Kind = Literal["成效", "问题", "计划", "第一责任人", "其他"]
Status = Literal["present", "absent", "unreadable", "not_collected"]
Verdict = Literal["收录", "存疑", "拒收"]
State = Literal["收录", "存疑", "拒收", "缺"]


def _encodable(text: str) -> str:
    """JSON can spell half a surrogate pair, which nothing after it can take."""
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise PydanticCustomError("string_unicode", "含有不合法的字符")
    return text


Text = Annotated[str, AfterValidator(_encodable)]
Wording = Annotated[Text, Field(max_length=MAX_QUERY_CHARACTERS, description="width, blanks, punctuation do not count")]
QueryText = Annotated[Text, Field(description="Chinese words, a phrase or a question", examples=["医疗纠纷怎么调解"])]


class Schema(BaseModel):
    """Base of all: unknown fields are refused, so that a misspelt filter is an error and not a wider search."""

    model_config = ConfigDict(extra="forbid")
