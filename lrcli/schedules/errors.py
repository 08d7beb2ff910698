"""What is wrong with an argument of a family, as data; the sentence is made from it where it is shown."""

from __future__ import annotations


class FieldError(ValueError):
    """A family got arguments that it does not accept.

    family   its name; empty where the reason says enough, as it does of operators
    fields   the names of the fields, as the caller wrote them
    reasons  why; one for each field that is missing, else one
    cause    "missing", "unknown", "twice", "many" (more values than fields), "value" (the value of one field),
             "together" (values that do not go together), "framework" (the framework raises an error)
    value    of "framework" the value as text; of "missing" what the framework itself says, if it says anything
    """

    def __init__(
        self, family: str, fields: tuple[str, ...], *reasons: str, cause: str = "value", value: str = ""
    ) -> None:
        self.family, self.fields, self.reasons, self.cause, self.value = family, fields, reasons, cause, value
        super().__init__(f"{family}: {self.message}" if family else self.message)

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (self.family, self.fields, self.reasons, self.cause, self.value)

    @property
    def field(self) -> str:
        """The first field."""
        return self.fields[0]

    @property
    def reason(self) -> str:
        return self.reasons[0]

    @property
    def message(self) -> str:
        """What is wrong, the family left out."""
        if self.cause == "missing":
            return f"needs {self.wanted()}"
        return f"{self.field}: {self.reason}" if self.cause == "value" else self.of_field

    @property
    def of_field(self) -> str:
        """What is wrong, for a reader who has the name of the field before his eyes."""
        match self.cause:
            case "unknown":
                return f"no argument {self.field}; {self.reason}"
            case "framework":
                return f"{self.field}={self.value} raises {self.reason}"
        return self.reason

    def wanted(self, before: str = "", mark: str = "_") -> str:
        """The missing fields with what each is; `before` stands before a name, `mark` in place of its underscores."""
        pairs = zip(self.fields, self.reasons, strict=True)
        return "; ".join(f"{before}{name.replace('_', mark)}: {reason}" for name, reason in pairs)


TOO_EXTREME = "these numbers are too large or too small to compute with"


def too_extreme(family: str, error: ArithmeticError) -> FieldError:
    """What is said where arithmetic fails on numbers that are all allowed by themselves."""
    return FieldError(family, ("",), f"{TOO_EXTREME}: {error}", cause="together")


def _again(family: str, fields: tuple[str, ...], reasons: tuple[str, ...], cause: str, value: str) -> FieldError:
    return FieldError(family, fields, *reasons, cause=cause, value=value)
