"""Keeping an installation well: what is wrong with it (doctor), one file to move it by (backup, restore), a kit.

`finding` is the noun of the doctor; `installation`, `models`, `generations`, `caches`, `lists` and `service` each look
at one part, `doctor` asks them all. `bundle` is the file of a backup, `backup` writes one, `restore` puts one in place.
`aside` writes what must be there whole or not at all. `kit` makes the folder that installs without a network.
"""
