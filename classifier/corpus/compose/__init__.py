"""Variants of labelled pages for training: text alone, labels right, the same from the same seed."""

from classifier.corpus.compose.variants import ComposeSettings, compose, fragments_of

__all__ = ["ComposeSettings", "compose", "fragments_of"]
