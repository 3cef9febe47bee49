from domicile.privacy.cache import Cache


def test_remembers_and_forgets_what_was_asked_for_longest_ago() -> None:
    cache: Cache[int] = Cache(2, b"k" * 16)
    cache.put("a", 1)
    cache.put("b", 2)
    assert cache.get("a") == 1
    cache.put("c", 3)
    assert (cache.get("a"), cache.get("b"), cache.get("c")) == (1, None, 3)


def test_a_new_result_takes_the_place_of_the_old_one() -> None:
    cache: Cache[int] = Cache(2, b"k" * 16)
    cache.put("a", 1)
    cache.put("a", 2)
    assert cache.get("a") == 2


def test_holds_no_text_and_takes_lone_surrogates() -> None:
    cache: Cache[int] = Cache(2, b"k" * 16)
    cache.put("王小明\ud800", 1)
    assert cache.get("王小明\ud800") == 1
    assert all("王小明".encode() not in name for name in cache._kept)


def test_names_depend_on_the_key() -> None:
    one: Cache[int] = Cache(2, b"1" * 16)
    two: Cache[int] = Cache(2, b"2" * 16)
    assert one._name("王小明") != two._name("王小明")
