"""The page (Streamlit, Chinese). It speaks to the service over HTTP only."""
