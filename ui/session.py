"""What a run of the page has at hand: the service, the parameters of the address, the values of the filters."""

import os

import streamlit as st

from search_api.schemas import FacetsResponse, Filters
from ui.client import Client
from ui.settings import PageSettings

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
