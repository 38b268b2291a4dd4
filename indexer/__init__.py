"""From a folder of reports to an index on disk: read, parse, split, embed, write, publish.

Nothing here knows of the service or the page. Nouns: `report`, `errors`, `settings`; every other module is one step.
"""
