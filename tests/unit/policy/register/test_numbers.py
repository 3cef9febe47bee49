import pytest

from domicile.policy.register.numbers import number_problem

FORM = r"[A-Z][A-Za-z]+-[A-Za-z0-9]+-\d{8,12}"


@pytest.mark.parametrize(
    "number",
    ["Beijing-YunQue-20230821", "Beijing-DeepseekChat-202404280016", "Beijing-FuLuGua-20231205"],
)
def test_a_published_number_will_do(number: str) -> None:
    assert number_problem(number, FORM, simulated=False) is None


@pytest.mark.parametrize(
    "number",
    [
        "",
        "beijing-YunQue-20230821",
        "Beijing-YunQue-2023",
        "Beijing-YunQue-20230821 ",
        "x" * 65,
        "Beijing-YunQue-20230821\n",
        "Beijing-YunQue-２０２３０８２１",
        "Beijing-YunQue-٢٠٢٣٠٨٢١",
        "Beijing-" + "A" * 60 + "-20230821",
    ],
)
def test_another_form_is_refused(number: str) -> None:
    assert number_problem(number, FORM, simulated=False) is not None


def test_an_open_form_takes_any_printable_number() -> None:
    assert number_problem("京网信备11010500000001号", "", simulated=False) is None
    assert number_problem("with space", "", simulated=False) is not None
    assert number_problem("x" * 65, "", simulated=False) is not None


@pytest.mark.parametrize("form", [FORM, ""])
def test_a_demo_number_belongs_to_simulated_sites(form: str) -> None:
    assert number_problem("DEMO-Qwen-20260101", form, simulated=True) is None
    assert number_problem("DEMO-1", form, simulated=True) is None
    assert number_problem("DEMO-Qwen-20260101", form, simulated=False) is not None
    assert number_problem("DEMO-", form, simulated=True) is not None


@pytest.mark.parametrize("form", [FORM, ""])
@pytest.mark.parametrize("simulated", [True, False])
def test_a_demo_number_in_other_letters_is_nobodys(form: str, *, simulated: bool) -> None:
    assert number_problem("Demo-Qwen-20260101", form, simulated=simulated) is not None
    assert number_problem("demo-1", form, simulated=simulated) is not None
