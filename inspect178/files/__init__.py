"""Where do photos and printed documents lie? A content-addressed store beside the database."""
