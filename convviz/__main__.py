"""``python -m convviz`` is the command ``convviz``."""

import sys

from convviz.cli import main

sys.exit(main())
