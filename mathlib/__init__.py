"""The helper package of the course: everything a chapter imports.

Importing `mathlib` loads neither torch nor MNE; each room loads what it needs.
"""
