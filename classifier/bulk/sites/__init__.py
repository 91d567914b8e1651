"""Site memory: lines that stand on many pages of a site, counted in one pass over a crawl, are not content."""
