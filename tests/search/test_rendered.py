"""A report's metadata in the contract, each field with its evidence."""

from datetime import date

from indexer.report import Evidence, Metadata, Source, Span
from search_api.rendered import detail_out, metadata_out


def test_a_field_shows_where_it_was_read_and_how_surely() -> None:
    evidence = {
        "year": Evidence(Source.TEXT, 0.98, Span(3, 8)),
        "district": Evidence(Source.NONE, 0.0, None, "没有写明"),
    }
    metadata = Metadata("某区2023年工作总结", year=2023, issued_on=date(2024, 1, 9), evidence=evidence)
    shown = detail_out("甲.txt", metadata).model_dump(mode="json")
    assert shown["evidence"] == {
        "year": {"source": "text", "confidence": 0.98, "start": 3, "stop": 8, "note": ""},
        "district": {"source": "none", "confidence": 0.0, "start": None, "stop": None, "note": "没有写明"},
    }
    del shown["evidence"]
    assert shown == metadata_out("甲.txt", metadata).model_dump(mode="json")
