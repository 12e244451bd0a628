"""``python -m halfhour`` is the command line."""

from .app.cli import main

main()
