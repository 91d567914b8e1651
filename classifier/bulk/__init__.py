"""Crawls: any number of pages from files and archives, cleaned by several processes, resumable at any moment."""
