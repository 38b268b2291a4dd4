"""The archive maintained over HTTP: whether it may be, files put in and taken out, jobs that build and publish."""
