"""What holds for every test: the same examples each time, precision left as it was found.

`make test` draws the same random examples on every machine; `make test-all` draws new ones.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from flint import ctx
from hypothesis import settings

settings.register_profile("same", derandomize=True)
settings.register_profile("new")
settings.load_profile(os.environ.get("SYMNUM_EXAMPLES", "same"))


@pytest.fixture(autouse=True)
def _precision_is_left_alone() -> Iterator[None]:
    before = ctx.prec, ctx.cap
    yield
    after, (ctx.prec, ctx.cap) = (ctx.prec, ctx.cap), before
    assert after == before
