"""Engines that spread the batch function over many machines: one file each, imported only when it is used."""
