"""/author/import/template.csv: a table to begin with."""

from tests.quizzes.transfer import planned


def test_the_table_is_a_file_to_be_saved(ines):
    answer = ines.get("/author/import/template.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="questions-template.csv"'


def test_all_of_the_table_can_be_taken_over(ines):
    _place, item = planned(ines, ines.get("/author/import/template.csv").content, name="table.csv", publish="on")
    assert [step.get("publish") for step in item.plan["steps"]] == [True] * len(item.plan["steps"])


def test_it_is_for_instructors(ada):
    assert ada.get("/author/import/template.csv").status_code == 403
