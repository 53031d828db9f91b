"""What the control API's description allows is what the API takes: nothing more, nothing less."""

import re

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modem.simulator.api import OPERATIONS
from modem.simulator.api_fields import ApiError, check_fields, described
from modem.simulator.api_schema import SPELLED
from modem.simulator.errors import InvalidNumber
from modem.simulator.numbers import normalise

SMS = next(operation.fields for operation in OPERATIONS if operation.path == "/api/sms")
USSD = next(operation.fields for operation in OPERATIONS if operation.path.endswith("/{number}/ussd"))
WHOLE = {"from": "081211110001", "text": "MENU"}


def taken(fields, body):
    try:
        check_fields(fields, body, "body")
    except ApiError:
        return False
    return True


@pytest.mark.parametrize(
    ("fields", "body"),
    [
        (SMS, {**WHOLE, "to": None, "flash": None}),
        (SMS, {**WHOLE, "to": ""}),
        (SMS, {**WHOLE, "from": None}),
        (SMS, {**WHOLE, "flash": 1}),
        (SMS, {**WHOLE, "more": True}),
        (SMS, {**WHOLE, "text": "x" * 10_001}),
        (USSD, {"cancel": True, "dial": None}),
        (USSD, {"cancel": None, "dial": "*123#"}),
        (USSD, {"cancel": False}),
    ],
)
def test_a_body_is_allowed_where_it_is_taken(fields, body):
    assert jsonschema.Draft202012Validator(described(fields)).is_valid(body) == taken(fields, body)


@given(st.text("0268+-(). ", max_size=24))
def test_a_number_is_allowed_where_it_is_taken(text):
    try:
        normalise(text)
    except InvalidNumber:
        taken = False
    else:
        taken = True
    assert bool(re.search(SPELLED["pattern"], text)) == taken
