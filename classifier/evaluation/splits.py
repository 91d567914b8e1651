"""The split by site that measuring uses; training, below this package, folds with the same function."""

from classifier.corpus.sites import site_folds, site_group

__all__ = ["site_folds", "site_group"]
