"""The studio: a page in the browser where a film is seen, heard and changed, and the server behind it.

One server has one project (`clavilux.project`) open for as long as it runs. `access` lets nobody else in, `session` has
what the page shows and changes, `app` the routes. Preview and render are the same code at another size.
"""
