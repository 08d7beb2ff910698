from lrcli.cli.verb import Verb

VERB = Verb(name="table", summary="table", examples=(), run=lambda c: None)
