from lrcli.cli.verb import Verb

VERB = Verb(name="list", summary="list", examples=(), run=lambda c: None)
