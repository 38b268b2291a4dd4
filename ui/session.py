"""What a run of the page has at hand: the service, the address, the values of the filters, the files of the archive."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from search_api.schemas import ArchiveResponse, FacetsResponse, FileOut, Filters
from ui.client import Client
from ui.settings import PageSettings
from ui.verdicts import Doubts, doubts_of

FACET_SECONDS = 20  # how long counts may be behind a newly published index


@st.cache_resource(show_spinner=False)
def service() -> Client:
    """The one client of this process; its connections are kept open."""
    return Client.at(PageSettings.read(os.environ).api)


def parameters() -> dict[str, list[str]]:
    """The query parameters of the address; the last parameters of a name do not hide the first."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def facets(filters: Filters) -> FacetsResponse:
    """The values of the filters with the number of reports, within `filters`."""
    return FacetsResponse.model_validate_json(_facets(filters.model_dump_json()))


@st.cache_data(ttl=FACET_SECONDS, max_entries=200, show_spinner=False)
def _facets(filters: str) -> str:
    return service().facets(Filters.model_validate_json(filters)).model_dump_json()


def archive() -> ArchiveResponse:
    """What is held and what is not, fetched once a generation; shared by all visits, and not to be changed."""
    return _held().archive


def files() -> Mapping[str, FileOut]:
    """Every file of the archive by its path."""
    return _held().files


def doubts() -> Doubts:
    """The doubtful files, with what is in doubt."""
    return _held().doubts


@dataclass(frozen=True, slots=True)
class _Held:
    archive: ArchiveResponse
    files: Mapping[str, FileOut]
    doubts: Doubts


def _held() -> _Held:
    status = service().status()
    return _held_of(f"{status.index} {status.generation}")


@st.cache_resource(max_entries=2, show_spinner=False)
def _held_of(generation: str) -> _Held:
    held = service().archive()
    by_path = {f.path: f for f in held.files}
    return _Held(held, by_path, doubts_of(by_path))
