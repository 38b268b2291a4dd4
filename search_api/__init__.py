"""The search service: a question in, passages, tables and answers out, over HTTP and on the command line."""
