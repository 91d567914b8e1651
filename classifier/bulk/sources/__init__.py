"""What a crawl comes as: each file cuts one kind of input into chunks, and turns a chunk into items."""
