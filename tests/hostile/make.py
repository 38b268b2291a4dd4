"""Write the files into a folder: `python -m tests.hostile.make FOLDER`."""

import sys
from pathlib import Path

from tests.hostile.cases import CASES, Lair

_PLACES = (
    "code,name,level,parent,valid_from,valid_to,successor\n"
    "980000,澜江省,province,,,,\n"
    "980100,云汀市,city,980000,,,\n980101,澜城区,district,980100,,,\n980102,梧亭区,district,980100,,,\n"
    "980103,桐陂区,district,980100,,,\n980200,漪川市,city,980000,,,\n980201,镕湖区,district,980200,,,\n"
)


def make(folder: Path, lair: Lair) -> None:
    """Every file of the table, and the list of the made-up places that its reports are of."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "places.csv").write_text(_PLACES, encoding="utf-8")
    for case in CASES:
        (folder / case.name).write_bytes(case.make(lair))


if __name__ == "__main__":
    make(Path(sys.argv[1]), Lair(9, "/etc/hostname"))
