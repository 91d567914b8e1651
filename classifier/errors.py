"""The errors a caller may want to catch. Every message says what is wrong, where, and what to do next."""


class ClassifierError(Exception):
    """Base of every error that this package raises on purpose."""


class InputError(ClassifierError):
    """An input document cannot be used: missing, unreadable, not text."""


class ModelError(ClassifierError):
    """A model file cannot be used: damaged, of a later format, or not a model at all."""


class PolicyError(ClassifierError):
    """A policy or a rule is not valid."""


class CorpusError(ClassifierError):
    """Labelled training data is not valid."""


class UsageError(ClassifierError):
    """A call or a command cannot be carried out as it was given: an option, a place for results, an extra."""


class WorkerError(ClassifierError):
    """A worker process died."""


class OutputError(ClassifierError):
    """Results cannot be written: a full disk, missing permissions."""
