"""Fronts and checkpoints as files: they load back, and damage is named."""

import hashlib
import json
import shutil

import pytest

import evolve
from evolve.fronts.front import FRONT, Front, load_front
from evolve.runs.checkpoint import CHECKPOINT, CONFIG, EVENTS, restore
from symnum.errors import InputError
from symnum.files import write_text


@pytest.fixture(scope="module")
def run_directory(tiny, tmp_path_factory):
    directory = tmp_path_factory.mktemp("front") / "run"
    evolve.run(tiny(), directory, workers=1)
    return directory


def damaged(source, target, name, change):
    """A copy of a run in which ``change`` has altered the JSON of one file."""
    shutil.copytree(source, target)
    data = json.loads((target / name).read_text())
    change(data)
    (target / name).write_text(json.dumps(data))
    return target


def test_front_round_trip(run_directory, tmp_path):
    front = load_front(run_directory)
    text = json.dumps(front.model_dump())
    assert Front.model_validate(json.loads(text)) == front
    for member in front.members:
        program = member.to_program()
        assert program.operations == member.operations
        assert [float(c).hex() for c in program.constants] == list(member.constants)


def test_members_are_found_by_operations(run_directory):
    front = load_front(run_directory)
    assert front.member(2).operations == 2
    with pytest.raises(InputError, match="no member has 9 operations; there are: 1, 2, 3"):
        front.member(9)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.pop("members"), "members: Field required"),
        (lambda d: d.update(extra=1), "extra: Extra inputs"),
        (lambda d: d.update(objective="best"), "objective: .*'best'"),
        (lambda d: d["members"][0].pop("max_error"), r"members\.0\.max_error: Field required"),
        (lambda d: d["members"][0].update(operations=4), r"members\.0\.operations: 4, but .* 1"),
        (lambda d: d["members"][1].update(constants=["x"]), r"members\.1\.constants: binary64"),
        (lambda d: d["members"][1].update(constants=["inf"]), r"members\.1\.constants: binary64"),
        (lambda d: d["members"][1].update(instructions=[["pow", [7, 0]]]), r"members\.1\.instr"),
        (
            lambda d: d["members"][1].update(instructions=[["hug", [0, 0]]]),
            "unknown operator 'hug'",
        ),
        (lambda d: d["members"][1].update(instructions=[["add", 3]]), r"members\.1\.instructions"),
        (lambda d: d["members"][1].update(instructions=7), r"members\.1\.instructions"),
        (lambda d: d["members"][1].update(certified_bound=0.0), r"members\.1\.certified_bound"),
        (lambda d: d["members"][1].update(max_error="x"), r"members\.1\.max_error: .*number"),
    ],
)
def test_a_damaged_front_is_refused(run_directory, tmp_path, change, message):
    copy = damaged(run_directory, tmp_path / "copy", FRONT, change)
    with pytest.raises(InputError, match=rf"front\.json: .*{message}") as caught:
        load_front(copy)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "{", "[1]", "\x00", "null"])
def test_a_front_that_is_no_front_is_refused(tmp_path, text):
    (tmp_path / FRONT).write_text(text)
    with pytest.raises(InputError, match=r"front\.json: "):
        load_front(tmp_path)


def test_a_directory_without_a_front_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"front\.json: there is no such file"):
        load_front(tmp_path)


def _first(data):
    return data["islands"][0]["population"][0]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.pop("epoch"), "'epoch' is missing"),
        (lambda d: d.pop("births"), "'births' is missing"),
        (lambda d: d.update(epoch=-1), "a count is expected"),
        (lambda d: d.update(epoch="1"), "a count is expected"),
        (lambda d: d["islands"].pop(), "2 islands are expected"),
        (lambda d: _first(d)[0].append([0, 9, -1]), "argument 9 of row 1 does not exist"),
        (lambda d: _first(d)[0].append([0, 1, -1]), "a size that the run does not allow"),
        (lambda d: _first(d)[0][0].__setitem__(0, 7), "unknown operator"),
        (lambda d: _first(d).__setitem__(2, "nan"), "not finite"),
        (lambda d: _first(d)[1].__setitem__(0, "zz"), "hexadecimal"),
        (lambda d: _first(d).__setitem__(3, [10**6]), "not a checkpoint of this run"),
        (lambda d: _first(d).__setitem__(3, [-1]), "a count is expected"),
        (lambda d: d["births"][0].__setitem__(0, 3), "a change is expected, not 3"),
        (lambda d: d["births"][0].__setitem__(1, "x"), "a count is expected"),
        (lambda d: d["births"][0].pop(), "not a checkpoint of this run"),
        (lambda d: d.update(epoch=40), "40 lines are expected"),
    ],
)
def test_a_state_that_makes_no_sense_is_refused(run_directory, tmp_path, change, message):
    """Its digest is right, so nothing but the fields can tell."""

    def sealed(data):
        change(data["state"])
        data["sha256"] = hashlib.sha256(json.dumps(data["state"]).encode()).hexdigest()

    copy = damaged(run_directory, tmp_path / "copy", CHECKPOINT, sealed)
    with pytest.raises(InputError, match=rf"(checkpoint\.json|events\.jsonl): .*{message}"):
        restore(copy)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.update(format=99), "format 99 is not 4: another version made it"),
        (lambda d: d.update(sha256="0"), "damaged: its content does not have its sha256"),
        (lambda d: d["state"].update(epoch=3), "damaged: its content does not have its sha256"),
        (lambda d: d.pop("state"), "damaged: format, sha256 and state are expected"),
    ],
)
def test_a_damaged_checkpoint_is_refused(run_directory, tmp_path, change, message):
    copy = damaged(run_directory, tmp_path / "copy", CHECKPOINT, change)
    with pytest.raises(InputError, match=rf"checkpoint\.json: {message}"):
        restore(copy)


@pytest.mark.parametrize("name", [CONFIG, EVENTS])
def test_a_missing_file_is_named(run_directory, tmp_path, name):
    shutil.copytree(run_directory, tmp_path / "copy")
    (tmp_path / "copy" / name).unlink()
    (tmp_path / "copy" / FRONT).unlink()
    with pytest.raises(InputError, match=name):
        evolve.resume(tmp_path / "copy")


def test_resuming_nothing_is_refused(tmp_path):
    with pytest.raises(InputError, match="there is no such run directory"):
        evolve.resume(tmp_path / "absent")


def test_writing_replaces_a_file_as_a_whole(tmp_path):
    write_text(tmp_path / "a", "first")
    write_text(tmp_path / "a", "second")
    assert (tmp_path / "a").read_text() == "second"
    assert [p.name for p in tmp_path.iterdir()] == ["a"]
