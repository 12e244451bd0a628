"""Halfhour: who reaches a clinic, a care centre, a shelter within half an hour, and where to build next.

The public names are listed in ``__init__.pyi`` beside this file and loaded when first used, so that the
command line answers at once.
"""

import lazy_loader

from .common.packages.extras import asking_for_extras
from .maps.notebook.displays import register_displays

register_displays()
del register_displays

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
__getattr__ = asking_for_extras(__getattr__)
del asking_for_extras
__version__ = "0.1.0"
