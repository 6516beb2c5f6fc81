"""Two versions of one procedure: what changed between them, and answers carried from the older to the newer.

Not `forms/changes/`: a package of that name would hide behind the function `forms.changes`.
"""
