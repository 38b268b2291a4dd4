"""What can be asked."""

from typing import Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from search_api.schemas.base import Group, Kind, Mode, QueryText, Schema, Text, Wording


class Filters(Schema):
    """What narrows the archive before the search: all filters must hold, several values of one are alternatives."""

    province: list[Text] = Field(default=[], examples=[["北京市"]])
    city: list[Text] = Field(default=[])
    district: list[Text] = Field(default=[], examples=[["西城区"]])
    year_from: int | None = Field(default=None, ge=1949, le=2100, description="report year, inclusive")
    year_to: int | None = Field(default=None, ge=1949, le=2100, description="report year, inclusive")
    kind: list[Kind] = Field(default=[])
    genre: list[Text] = Field(default=[])
    report: list[Text] = Field(default=[], description="paths inside the archive")

    @model_validator(mode="after")
    def _years_in_order(self) -> Self:
        first, last = self.year_from, self.year_to
        if first is not None and last is not None and first > last:
            raise PydanticCustomError(
                "year_range", "起始年 {year_from} 晚于截止年 {year_to}", {"year_from": first, "year_to": last}
            )
        return self


class Query(Filters):
    """What the text of a passage must and must not hold; operators in the text of the query say the same.

    `医疗纠纷 "一案一档" -诉讼`: what is bare ranks, what is quoted must stand word for word, what follows - must not.
    """

    phrases: list[Wording] = Field(default=[], max_length=20, description="stand in the passage, each word for word")
    exclude: list[Wording] = Field(default=[], max_length=20, description="stand in no passage that is found")


class SearchRequest(Query):
    """A search."""

    text: QueryText
    limit: int = Field(default=10, ge=1, le=200, description="passages; with group=district, groups")
    mode: Mode = "hybrid"
    group: Group = "none"
    explain: bool = Field(default=False, description="say of each hit why it ranks where it does")
    nearest: bool = Field(
        default=True,
        description="with `explain`, find the sentence nearest in meaning, too: each is embedded, which takes its time",
    )


class CompareRequest(Query):
    """One topic over all reports."""

    topic: QueryText


class AskRequest(Query):
    """A question in Chinese."""

    text: QueryText
