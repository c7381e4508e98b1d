"""What visitors reach: the page, the served pictures, the match API."""
