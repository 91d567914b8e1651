from classifier.corpus import sites
from classifier.evaluation import splits


def test_measuring_splits_as_training_does():
    assert splits.site_folds is sites.site_folds
    assert splits.site_group is sites.site_group
