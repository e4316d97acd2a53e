"""Notebooks: normal form, execution, audit, the learner's copy and the workspace."""

from mathlib.notebooks.root import (
    Chapter,
    chapters,
    default_workspace,
    find_chapter,
    repository_root,
)

__all__ = ["Chapter", "chapters", "default_workspace", "find_chapter", "repository_root"]
