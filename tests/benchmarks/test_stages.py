"""The stages of reading a page are told apart, and leave something for the rest."""

from hwdigits.benchmarks import stages


def test_stages_are_counted_once_and_make_up_a_page(monkeypatch):
    monkeypatch.setattr(stages.layers, "run", lambda rounds: None)
    result = stages.run(count=2, rounds=1)
    taken = {name: one["cpu_ms_p50"] for name, one in result["stages"].items()}
    assert taken["signs alone"] > 0
    assert taken["everything else"] >= 0
    assert result["stages"]["signs alone"]["calls"] >= 5


def test_the_table_has_a_row_for_each_stage():
    one = {"ms_p50": 1.0, "ms_p99": 2.0, "cpu_ms_p50": 1.0, "calls": 5.0}
    names = ("a page", "marks", "signs alone", "everything else")
    machine = {"processor": "one", "cores": 1, "architecture": "x86_64", "versions": {}}
    table = stages.table(
        {
            "machine": machine,
            "pages": 1,
            "stages": dict.fromkeys(names, one),
            "training": None,
        }
    )
    assert [table.count(f"\n{name} ") for name in names] == [1] * 4
