"""What holds for every test: the precision of ball arithmetic is left as it was found."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flint import ctx


@pytest.fixture(autouse=True)
def _precision_is_left_alone() -> Iterator[None]:
    before = ctx.prec, ctx.cap
    yield
    after, (ctx.prec, ctx.cap) = (ctx.prec, ctx.cap), before
    assert after == before
