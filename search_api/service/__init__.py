"""The engine over HTTP: routes, problem details, limits. `app` puts them together."""
