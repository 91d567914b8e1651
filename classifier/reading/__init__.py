"""Reading: bytes or text of one page in, a Document cut into paragraphs out."""
