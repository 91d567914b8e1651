"""The compiled kernel: the scorer's hot loops in C, optional. Without it the NumPy code gives the same answers."""
