"""The pages, one a module; each has a `show` that Streamlit calls."""
