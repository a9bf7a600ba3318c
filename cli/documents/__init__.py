"""The JSON documents that commands print: the one place that says what is in each.

Each is a TypedDict. The renderers' functions return them, so the type checker holds every document
to its fields; `schemas` makes a JSON Schema of each, `docs/schemas/` and `docs/json.md` are made of
those, and the tests hold every document that any of them sees to its schema. Nothing here is
imported when a command runs, but for `jobai schema`.
"""
