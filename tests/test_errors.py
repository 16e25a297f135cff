"""Names that users give: what is asked for is named, and so is what there is."""

import pytest

from symnum.errors import InputError, require_known, row_named, unknown

TARGETS = {"c": 1, "numpy": 2, "jax": 3}


def test_a_row_by_its_name():
    assert row_named("numpy", TARGETS, "target") == 2
    require_known("jax", TARGETS, "target")


@pytest.mark.parametrize("ask", (row_named, require_known))
@pytest.mark.parametrize(
    ("name", "message"),
    (
        ("nunpy", "unknown target 'nunpy' (did you mean 'numpy'?); there are c, numpy, jax"),
        ("fortran", "unknown target 'fortran'; there are c, numpy, jax"),
        ("", "unknown target ''; there are c, numpy, jax"),
    ),
)
def test_what_is_not_there_is_told_with_what_is(ask, name, message):
    with pytest.raises(InputError) as caught:
        ask(name, TARGETS, "target")
    assert str(caught.value) == message


def test_empty_tables_and_what_is_no_text():
    with pytest.raises(InputError, match="unknown parameter 'k'; there are none"):
        row_named("k", {}, "parameter")
    with pytest.raises(InputError, match="unknown side 3; there are left, right"):
        require_known(3, ("left", "right"), "side")


def test_names_that_are_too_many_to_list_can_be_the_nearest():
    error = unknown("pythagora", ("arithmetic",), "rule or theme", unlisted=("pythagoras",))
    assert str(error) == (
        "unknown rule or theme 'pythagora' (did you mean 'pythagoras'?); there are arithmetic "
        "and 1 more"
    )


def test_long_lists_end_with_a_count_and_the_nearest_is_told_all_the_same():
    species = [f"species{number}" for number in range(1000)]
    message = str(unknown("speces987", species, "species"))
    assert message.startswith("unknown species 'speces987' (did you mean 'species987'?); there are")
    assert message.endswith(", species59 and 940 more")
