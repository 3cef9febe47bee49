from tests.unit.surfaces.cli.house import House


def test_the_device_comes_first(house: House) -> None:
    sites = house.json("partner", "list")["sites"]
    assert [site["id"] for site in sites] == ["device", "one"]
    assert sites[1]["terms"]["trains_on_input"] is True
    lines = house.call("partner", "list").stdout.splitlines()
    assert lines[0].startswith("device")
    assert "simulated" in lines[1]


def test_a_device_without_a_model_is_listed_too(house: House) -> None:
    house.has_device = False
    assert house.call("partner", "list").stdout.startswith("device  –")


def test_a_site_is_shown_with_its_releases(house: House) -> None:
    house.release()
    told = house.json("partner", "show", "one")
    assert [each["state"] for each in told["releases"]] == ["released"]
    shown = house.call("partner", "show", "one").stdout
    assert "US-CA/assistant/one#5 released" in shown
    assert "terms.trains_on_input  True" in shown
    assert house.json("partner", "show", "two", status=2)["error"]["code"] == "D804"
