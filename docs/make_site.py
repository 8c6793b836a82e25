"""The reference of the Python API, out of the docstrings, as a site: ``make site``, then open ``site/index.html``."""

from __future__ import annotations

import pkgutil
import warnings
from pathlib import Path

import pdoc

import clavilux

TARGET = Path(__file__).parents[1] / "site"


def main() -> None:
    """Write it; what pdoc warns of, such as a module that cannot be imported, is an error."""
    warnings.filterwarnings("error", module="pdoc")
    # It looks for the types of a NamedTuple's fields in the wrong module; then they stand there as they are written.
    warnings.filterwarnings("ignore", "Error parsing type annotation", module="pdoc")
    # pdoc looks for what `__all__` names, and does not ask the package for what it loads when it is first used.
    vars(clavilux).update({name: getattr(clavilux, name) for name in clavilux.__all__})
    modules = [module.name for module in pkgutil.iter_modules(clavilux.__path__)]
    clavilux.__all__ += sorted({*modules} - {"__main__", "cli", *clavilux.__all__})
    pdoc.render.configure(docformat="numpy", footer_text=f"Clavilux {clavilux.__version__}")
    pdoc.pdoc("clavilux", output_directory=TARGET)


if __name__ == "__main__":
    main()
