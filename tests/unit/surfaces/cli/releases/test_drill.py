from tests.unit.surfaces.cli.house import SETTINGS, House

TWO = SETTINGS + SETTINGS[SETTINGS.index("[[sites]]") :].replace('"one"', '"two"')


def test_who_goes_on_answering_is_told(house: House) -> None:
    house.release()
    told = house.json("release", "drill", "--without", "one", "--market", "US-CA")
    assert told["without"] == "one"
    (market,) = told["markets"]
    assert [each["feature"] for each in market["features"]] == ["assistant", "writing"]
    assert all(each["now"] == each["then"] == "device" for each in market["features"])
    assert [each["what"] for each in told["exit"]] == ["release", "data"]


def test_people_read_what_dies_who_takes_over_and_what_stays(house: House) -> None:
    house.write(TWO)
    house.has_device = False
    house.release()
    told = house.call("release", "drill", "--without", "one", "--market", "US-CA").stdout
    assert told.startswith("As if one were gone; nothing is changed.\nUS-CA\n")
    assert "  assistant: DIES; one answers now, and nobody would.\n" in told
    assert "    two, approval.missing: This site is not released" in told
    assert "  writing: nobody answers, now or then.\n" in told
    assert "To do when it leaves:\n  release: Withdraw US-CA/assistant/one#" in told
    house.release(site="two")
    told = house.call("release", "drill", "--without", "one", "--market", "US-CA").stdout
    assert "  assistant: two takes over from one.\n" in told
    house.has_device = True
    told = house.call("release", "drill", "--without", "one", "--market", "US-CA").stdout
    assert "  assistant: device answers, as before.\n" in told


def test_what_gets_weaker_is_shouted(house: House) -> None:
    house.release()
    told = house.call("release", "drill", "--without", "device", "--market", "US-CA").stdout
    assert "one takes over from device (level D → P0, WEAKER" in told
    assert "To do" not in told


def test_it_speaks_chinese(house: House) -> None:
    house.write('language = "zh"\n' + SETTINGS)
    told = house.call("release", "drill", "--without", "device", "--market", "US-CA").stdout
    assert "假设 device 已不可用" in told
    assert "将中断；现由 device 作答" in told


def test_a_site_that_serves_nothing(house: House) -> None:
    house.write(SETTINGS.replace('features = ["assistant", "writing"]', "features = []"))
    told = house.call("release", "drill", "--without", "one").stdout
    assert "It serves no feature in these markets." in told


def test_what_the_market_does_not_know_as_a_whole_names_no_site(house: House) -> None:
    house.write(
        'data_dir = "store"\n[operator]\nmarkets = ["EU"]\ndefault_market = "EU"\n'
        + SETTINGS[SETTINGS.index("[[sites]]") :]
    )
    told = house.json("release", "drill", "--without", "device", "--market", "CN")
    feature = told["markets"][0]["features"][0]
    assert "operator.market" in [each["rule"] for each in feature["why"]]


def test_what_does_not_exist_is_wrong_usage(house: House) -> None:
    told = house.json("release", "drill", "--without", "three", status=2)
    assert told["error"]["code"] == "D804"
    assert house.call("release", "drill").exit_code == 2
    told = house.json("release", "drill", "--without", "one", "--market", "XX", status=2)
    assert told["error"]["code"] == "D801"
