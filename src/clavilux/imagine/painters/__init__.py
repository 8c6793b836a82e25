"""The painters that come with Clavilux."""
