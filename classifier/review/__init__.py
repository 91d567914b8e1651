"""A local web page to look at pages, correct their labels, save them and train again."""
