from lrcli.cli.verb import Verb

VERB = Verb(name="plot", summary="plot", examples=(), run=lambda c: None)
