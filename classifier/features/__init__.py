"""Features of paragraphs: many pages at once, without a loop over characters or paragraphs."""
