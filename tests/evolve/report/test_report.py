"""The page of a run: whole, self-contained, and as a browser shows it on a narrow screen."""

import html
import json
import os
import re
import shutil
import subprocess

import numpy as np
import pytest

import evolve
from codegen.kernels import Certificate
from evolve.programs.genome import OPERATORS
from evolve.report import write_report
from evolve.report.comparison import baselines, best
from evolve.report.evidence import _ARITHMETIC, evidence
from evolve.report.markup import Html, definitions, table
from evolve.report.page import page as page_of
from evolve.report.plots import error_plot, front_plot, ulp_plot
from symnum.errors import InputError

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--enable-logging=stderr", "--window-size=1000,900", "--dump-dom",
)  # fmt: skip
NARROW = 400

MEASURE = """<!doctype html><html><body><iframe id="page" style="border:0" width="{width}"
height="800" srcdoc="{page}"></iframe><pre id="measured"></pre><script>
addEventListener("load", () => {{
  const page = document.getElementById("page").contentDocument;
  const box = element => element.getBoundingClientRect();
  const outside = [...page.body.children].filter(e => box(e).right > {width} + 1);
  const texts = [...page.querySelectorAll("svg text")].map(e => box(e).height);
  document.getElementById("measured").textContent = JSON.stringify({{
    width: page.documentElement.scrollWidth,
    outside: outside.length,
    plots: [...page.querySelectorAll("svg")].map(e => [box(e).width, box(e).height]),
    marks: [...page.querySelectorAll("svg")].map(e => e.querySelectorAll("path").length),
    smallest: Math.min(...texts),
    formulas: [...page.querySelectorAll("math")].map(e => box(e).height),
    font: parseFloat(getComputedStyle(page.body).fontSize),
  }});
}});
</script></body></html>
"""


@pytest.fixture(scope="module")
def page(finished, tmp_path_factory):
    directory = tmp_path_factory.mktemp("report") / "run"
    shutil.copytree(finished, directory, copy_function=shutil.copyfile)
    file = write_report(directory)
    assert file == directory / "report.html"
    return file.read_text(encoding="utf-8")


def measured(page, folder, width=NARROW):
    """What a browser makes of a page in a frame of so many pixels, and what it complains of."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        pytest.skip(f"there is no browser: none of {', '.join(BROWSERS)} is installed")
    file = folder / "frame.html"
    file.write_text(MEASURE.format(width=width, page=html.escape(page)), encoding="utf-8")
    command = [browser, *FLAGS, f"--user-data-dir={folder / 'profile'}", file.as_uri()]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    found = re.search(r'<pre id="measured">(.+?)</pre>', shown.stdout)
    assert found, shown.stderr
    console = [line for line in shown.stderr.splitlines() if "CONSOLE" in line]
    return json.loads(html.unescape(found[1])), console


def test_a_browser_shows_it_on_a_narrow_screen(page, finished, tmp_path):
    found, console = measured(page, tmp_path)
    members = evolve.load_front(finished).members
    assert console == []
    assert found["width"] <= NARROW
    assert found["outside"] == 0
    assert len(found["plots"]) == 1 + 2 * len(members)
    assert all(width > 300 and height > 150 for width, height in found["plots"])
    assert all(count > 10 for count in found["marks"])
    assert found["smallest"] >= 8
    assert len(found["formulas"]) >= len(members)
    assert all(height > 8 for height in found["formulas"])
    assert found["font"] >= 15


def test_the_browser_would_have_told(tmp_path):
    bad = '<body><div style="width:900px">x</div><svg><path d="nonsense"/></svg></body>'
    found, console = measured(bad, tmp_path)
    assert found["width"] > NARROW
    assert found["outside"] == 1
    assert any("path" in line for line in console)


def test_it_needs_nothing_else(page):
    assert "<script" not in page
    loaded = re.findall(r'(?:src|href)="([^"]*)"', page)
    assert all(target.startswith(("#", "data:")) for target in loaded)
    assert not re.search(r"@import|url\((?!#)", page)


def test_places_it_points_to_are_there_once(page):
    names = re.findall(r'\bid="([^"]*)"', page)
    targets = set(re.findall(r'(?:href="|url\()#([^")]+)', page))
    assert targets <= set(names)
    linked = [name for name in names if name in targets]
    assert len(linked) == len(set(linked))


def test_it_tells_every_member_with_its_evidence(page, finished):
    for member in evolve.load_front(finished).members:
        assert f'id="operations-{member.operations}"' in page
        assert f"{member.max_error:.3e}" in page
        for text in member.constants:
            assert text in page
            assert repr(float.fromhex(text)) in page
    assert page.count("double approximation_") >= len(evolve.load_front(finished).members)
    assert "running-error-certified" in page
    assert "exp2(x)" in page  # the configuration


def test_the_same_front_gives_the_same_page(finished, tmp_path):
    pages = []
    for name in ("first", "second"):
        shutil.copytree(finished, tmp_path / name, copy_function=shutil.copyfile)
        pages.append(write_report(tmp_path / name).read_bytes())
    assert pages[0] == pages[1]


def test_evidence_is_below_what_is_proved(finished):
    front = evolve.load_front(finished)
    found = evidence(front, front.member(3))
    assert np.nanmax(np.abs(found.errors)) <= front.member(3).certified_bound
    assert np.nanmax(np.abs(found.errors)) >= 0.99 * front.member(3).max_error
    assert isinstance(found.certificate, Certificate)
    # an ulp of values in [1, 2) is 2^-52, at 2 it is 2^-51
    assert np.abs(found.ulps).max() <= found.certificate.certified_bound * 2.0**52
    assert np.abs(found.ulps).max() >= 0.9 * front.member(3).max_error * 2.0**52


def test_where_units_of_float32_count_float32_is_measured(tiny, tmp_path):
    front = evolve.run(tiny(objective="ulp float32"), tmp_path / "run", workers=1).front
    member = front.members[-1]
    found = evidence(front, member)
    assert found.number_format.name == "float32"
    assert 0.95 * member.max_error <= np.nanmax(np.abs(found.errors)) <= member.certified_bound
    # three operations add a few roundings, each of half a unit, magnified by what follows
    assert 0.9 * member.max_error <= np.abs(found.ulps).max() <= member.certified_bound + 50
    narrow = found.ulps - np.rint(found.ulps)
    assert np.abs(narrow).max() > 0.4  # the true value lies anywhere between two of float32
    page = write_report(tmp_path / "run").read_text()
    assert "Errors are measured in: ulp float32." in page
    assert "error in float32, in" in page


def test_members_of_one_length_are_told_apart_by_their_costs(finished, tmp_path):
    front = evolve.load_front(finished)
    member = front.member(3)
    dearer = (member.model_copy(update={"cost": 5}), member.model_copy(update={"cost": 9}))
    text = page_of(tmp_path, front.model_copy(update={"members": dearer}))
    assert text.count('id="operations-3-cost-5"') == text.count('id="operations-3-cost-9"') == 1
    assert "3 operations, cost 9" in text


def test_every_operation_of_a_search_is_known_in_narrow_formats():
    assert {operator.name for operator in _ARITHMETIC} == set(OPERATORS)


def test_the_best_baseline_has_no_more_operations(finished):
    rivals = baselines(evolve.load_front(finished))
    assert best(rivals, 3).operations <= 3
    assert best(rivals, 3).error.bound <= best(rivals, 2).error.bound
    assert best(rivals, 0) is None


def test_an_unfinished_run_has_no_page(tiny, tmp_path):
    evolve.run(tiny(), tmp_path / "run", workers=1, stop=lambda: True)
    with pytest.raises(InputError, match=r"front\.json: there is no such file"):
        write_report(tmp_path / "run")
    assert not os.path.exists(tmp_path / "run" / "report.html")


def test_text_is_escaped():
    assert "&lt;b&gt;" in table(["a"], [["<b>"]])
    assert "<b>" in table(["a"], [[Html("<b>")]])
    assert "&amp;" in definitions([("a", "&")])


def test_plots_take_their_colours_from_the_page():
    drawn = [
        front_plot([(1, 1e-1), (2, 1e-9)], {"other": [(1, 1.0)]}),
        error_plot(np.linspace(0, 1, 9), np.linspace(-1e-9, 1e-9, 9), 1.1e-9),
        ulp_plot(np.array([-0.4, 0.0, 0.5]), "float64"),
        ulp_plot(np.array([-4e9, 0.0, 5e9]), "float64"),
        error_plot(np.linspace(0, 1, 9), np.full(9, np.nan), 1.0),
    ]
    for svg in drawn:
        assert svg.startswith("<svg ") and svg.endswith("</svg>")
        assert "var(--accent)" in svg
        assert not re.search(r"#0[0-9a]0[0-9a]0[0-9a]\b", svg)
        assert 'aria-label="' in svg
