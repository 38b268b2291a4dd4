"""`python -m search_api` is `jiejian`."""

import sys

from search_api.command.cli import main

if __name__ == "__main__":
    sys.exit(main())
