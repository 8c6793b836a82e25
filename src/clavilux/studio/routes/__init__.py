"""The routes of the studio, under ``/api/``: each file adds some to an application."""
