from domicile.core.findings import Action, DataClass


def test_the_words_of_the_contract() -> None:
    assert {member.value for member in DataClass} == {
        "name", "phone", "email", "address", "gov_id", "account_credential", "device_id", "ip",
        "financial", "precise_geo", "biometric", "health", "genomic", "belief_identity",
        "private_message", "minor", "vehicle", "url_personal", "date_of_birth", "organization",
        "behaviour_purchase", "behaviour_usage",
    }  # fmt: skip


def test_actions_grow_stricter() -> None:
    ranks = [action.strictness for action in (Action.KEPT, Action.REPLACED, Action.GENERALIZED)]
    assert [*ranks, Action.REMOVED.strictness] == [0, 1, 2, 3]
