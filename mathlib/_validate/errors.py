"""The one kind of error that a person at the command line is meant to read."""


class CourseError(Exception):
    """A problem that the person can solve; the command line prints its sentence, no traceback."""
