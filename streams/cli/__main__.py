"""`python -m streams.cli`: the same as the `portcullis` command."""

from streams.cli import main

main(prog_name="portcullis")
