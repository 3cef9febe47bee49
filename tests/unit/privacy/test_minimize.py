import json
from dataclasses import replace
from typing import Any

import pytest

from domicile.core.content import Content, Message, Sampling, ToolCall, ToolSpec
from domicile.core.errors import LeakError, PrivacyError
from domicile.core.findings import Action, DataClass
from domicile.core.task import Needs
from domicile.egress.partners.openai import request_body
from domicile.privacy.minimize import minimize
from domicile.privacy.restore import Restorer
from tests.unit.privacy.samples import (
    REPLACE_ALL,
    cleared,
    detector,
    finding,
    said,
    session,
    task,
    task_of,
)

JOB = "我叫王小明，手机13812345678，帮我写一条请假短信给李老师，署名并留下电话"


async def test_the_main_job() -> None:
    result = await cleared(task(JOB), "王小明", "李老师")
    (text,) = said(result)
    assert "王小明" not in text
    assert "13812345678" not in text
    assert "帮我写一条请假短信给" in text
    assert "老师，署名并留下电话" in text
    assert len(text) == len(JOB)
    for ensure_ascii in (True, False):
        result.scan(json.dumps([text], ensure_ascii=ensure_ascii).encode())


@pytest.mark.parametrize(
    "spelling",
    [
        "138 1234 5678",
        "138-1234-5678",
        "１３８１２３４５６７８",
        "+86 13812345678",
        "(+86)138.1234.5678",
    ],
)
async def test_a_number_found_once_is_replaced_in_all_its_spellings(spelling: str) -> None:
    result = await cleared(task("电话13812345678", f"没有别的，就是{spelling}。"))
    result.scan("".join(said(result)).encode())
    assert "5678" not in "".join(said(result)).replace("５６７８", "5678")


async def test_what_was_found_once_is_replaced_everywhere() -> None:
    given = task("王小明来了", "王小明的老师和小明，还有王先生")
    found = (finding("王小明来了", "王小明"),)
    result = minimize(given, found, REPLACE_ALL, session())
    assert not any(value in "".join(said(result)) for value in ("王小明", "小明", "王先生"))


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        (Action.KEPT, "打13812345678吧"),
        (Action.REMOVED, "打［已移除］吧"),
        (Action.GENERALIZED, "打［已移除］吧"),
    ],
)
async def test_each_action(action: Action, expected: str) -> None:
    actions = {**REPLACE_ALL, DataClass.PHONE: action}
    result = await cleared(task("打13812345678吧"), actions=actions)
    assert said(result) == [expected]
    assert result.counts == {(DataClass.PHONE, action): 1}


async def test_marks_are_in_the_language_of_the_text() -> None:
    actions = {DataClass.PHONE: Action.REMOVED}
    result = await cleared(task("Call 138-1234-5678 now."), actions=actions)
    assert said(result) == ["Call [removed] now."]


async def test_a_class_that_nobody_decided_on_is_removed() -> None:
    result = await cleared(task("打13812345678吧"), actions={})
    assert said(result) == ["打［已移除］吧"]


async def test_a_birthday_is_generalized() -> None:
    text = "生日是1990-05-02，记住1990-05-02。"
    found = (finding(text, "1990-05-02", DataClass.DATE_OF_BIRTH),)
    actions = {DataClass.DATE_OF_BIRTH: Action.GENERALIZED}
    result = minimize(task(text), found, actions, session())
    assert said(result) == ["生日是1990年，记住1990年。"]


async def test_the_strictest_action_holds_for_a_value_of_two_classes() -> None:
    text = "王小明"
    found = (finding(text, text), finding(text, text, DataClass.HEALTH))
    actions = {DataClass.NAME: Action.REPLACED, DataClass.HEALTH: Action.REMOVED}
    assert said(minimize(task(text), found, actions, session())) == ["［已移除］"]


async def test_a_single_character_is_removed_where_it_was_found_and_only_there() -> None:
    text = "王说行李在王府井"
    found = (finding(text, "王"),)
    result = minimize(task(text), found, REPLACE_ALL, session())
    assert said(result) == ["［已移除］说行李在王府井"]
    result.scan(text.encode())


async def test_what_cannot_be_matched_is_removed_where_it_was_found() -> None:
    # The finding runs over the edge of a name that was found elsewhere.
    text = "王小明天来，王小明"
    found = (finding(text, "王小明"), finding(text, "小明天"))
    (result,) = said(minimize(task(text), found[1:], REPLACE_ALL, session()))
    assert "小明天" not in result
    (result,) = said(minimize(task(text), found, REPLACE_ALL, session()))
    assert result.startswith("［已移除］来，")


async def test_json_in_tool_calls_stays_json_and_escapes_are_read() -> None:
    arguments = '{"to": "\\u738b\\u5c0f\\u660e", "phone": 13812345678, "deep": ["+86 13812345678"]}'
    call = ToolCall(id="1", name="send", arguments=arguments)
    tool_result = json.dumps({"saved": "王小明"})
    given = Content(
        messages=(
            Message(role="user", content="告诉王小明"),
            Message(role="assistant", tool_calls=(call,)),
            Message(role="tool", content=tool_result, tool_call_id="1"),
        )
    )
    within = session()
    result = await cleared(task_of(given), "王小明", within=within)
    sent = json.loads(result.content.messages[1].tool_calls[0].arguments)
    assert sent["to"] != "王小明"
    assert isinstance(sent["phone"], int)
    assert sent["deep"] == [f"+86 {sent['phone']}"]
    assert json.loads(result.content.messages[2].content) == {"saved": sent["to"]}
    back = Restorer(within).call(result.content.messages[1].tool_calls[0])
    assert json.loads(back.arguments) == json.loads(arguments)


async def test_schemas_and_tools_stay_what_they_are() -> None:
    schema: Any = {
        "type": "object",
        "properties": {"王小明": {"const": "王小明"}},
        "required": ["王小明"],
    }
    tool = ToolSpec(name="send", description="写给王小明", parameters=schema)
    given = Content(messages=(Message(role="user", content="x"),), tools=(tool,), schema=schema)
    result = await cleared(task_of(given), "王小明")
    out: Any = result.content.schema
    (name,) = out["required"]
    assert name != "王小明"
    assert out == {"type": "object", "properties": {name: {"const": name}}, "required": [name]}
    assert result.content.tools[0].parameters == out
    assert result.content.tools[0].description == f"写给{name}"


async def test_a_tool_named_like_a_value_does_not_leave() -> None:
    tool = ToolSpec(name="call_13812345678", description="", parameters={})
    given = Content(messages=(Message(role="user", content="打13812345678"),), tools=(tool,))
    result = await cleared(task_of(given))
    assert result.content.tools[0].name == tool.name
    with pytest.raises(LeakError):
        result.scan(tool.name.encode())


@pytest.mark.parametrize("action", [Action.REPLACED, Action.REMOVED])
async def test_ids_that_hold_a_value_are_renamed_alike_everywhere(action: Action) -> None:
    ids = ("call_13812345678", "call_13912345678", "call_abc")
    calls = tuple(ToolCall(id=each, name="t", arguments="{}") for each in ids)
    given = Content(
        messages=(
            Message(role="user", content="x"),
            Message(role="assistant", tool_calls=calls),
            *(Message(role="tool", content="y", tool_call_id=each) for each in ids),
        )
    )
    found = await detector().find(given)
    result = minimize(task_of(given), found, dict.fromkeys(DataClass, action), session())
    asked = [call.id for call in result.content.messages[1].tool_calls]
    assert asked == [message.tool_call_id for message in result.content.messages[2:]]
    assert asked == ["call-1", "call-2", "call_abc"]


@pytest.mark.parametrize(
    "given",
    [
        Content(
            messages=(Message(role="user", content="x"),),
            tools=(ToolSpec(name="call_13812345678", description="", parameters={}),),
        ),
        Content(
            messages=(
                Message(
                    role="assistant",
                    tool_calls=(ToolCall(id="1", name="打给13812345678", arguments="{}"),),
                ),
            )
        ),
    ],
)
async def test_a_value_in_nothing_but_the_name_of_a_tool_does_not_leave(given: Content) -> None:
    result = await cleared(task_of(given))
    with pytest.raises(LeakError):
        result.scan(request_body("m", result))


@pytest.mark.parametrize(
    "arguments", ['{"p": 13812345678.0}', '{"p": 1.3812345678e10}', '{"p": -13812345678}']
)
async def test_numbers_of_any_notation_are_read(arguments: str) -> None:
    call = ToolCall(id="1", name="t", arguments=arguments)
    result = await cleared(
        task_of(Content(messages=(Message(role="assistant", tool_calls=(call,)),)))
    )
    assert "3812345678" not in result.content.messages[0].tool_calls[0].arguments
    assert isinstance(json.loads(result.content.messages[0].tool_calls[0].arguments)["p"], int)


async def test_texts_that_end_the_reply_are_cleared() -> None:
    stop = ("13812345678", "\n我是王小明", "END")
    given = replace(task("王小明"), sampling=Sampling(stop=stop))
    found = await detector("王小明").find(given.content, stop)
    result = minimize(given, found, REPLACE_ALL, session())
    assert result.sampling.stop[1] == f"\n我是{said(result)[0]}"
    assert "13812345678" not in result.sampling.stop[0]
    assert result.sampling.stop[2] == "END"
    result.scan(request_body("m", result))


async def test_needs_and_sampling_pass_unchanged() -> None:
    given = replace(task("x"), needs=Needs(window_tokens=7, tools=True), sampling=Sampling(seed=3))
    result = await cleared(given)
    assert (result.needs, result.sampling) == (given.needs, given.sampling)
    assert result.content == given.content
    assert result.counts == {}


@pytest.mark.parametrize(
    "wrong", [{"path": "messages[7].content"}, {"end": 99}, {"start": 3, "end": 3}, {"start": -1}]
)
def test_findings_of_another_task_are_refused(wrong: Any) -> None:
    found = replace(finding("王小明", "王小明"), **wrong)
    with pytest.raises(PrivacyError):
        minimize(task("王小明"), (found,), REPLACE_ALL, session())


async def test_a_session_keeps_what_it_knows_for_later_turns() -> None:
    within = session()
    first = said(await cleared(task("王小明"), "王小明", within=within))
    later = said(await cleared(task("王小明又来了"), within=within))
    assert later == [first[0] + "又来了"]
