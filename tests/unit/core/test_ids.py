from domicile.core.ids import DEVICE


def test_the_device_is_a_site_with_a_fixed_name() -> None:
    assert DEVICE == "device"
