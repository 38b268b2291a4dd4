"""From the files of an archive to what may be indexed, with an account of every file."""
