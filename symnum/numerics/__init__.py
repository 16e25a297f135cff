"""Numbers for terms and programs: rigorous enclosures, certified errors, rounding, ULPs."""

from __future__ import annotations
