"""The tree of errors: facts, remedies, numbers."""

import copy
import pickle
import subprocess
import sys

import pytest

from modem import errors
from modem.causes import CME, CMS
from modem.errors import CmeError, CmsError, ModemError, TpduError


def leaves():
    return [
        errors.Silent("The modem has not answered AT in 5 s."),
        errors.Gone("/dev/ttyUSB0 has vanished."),
        errors.OutcomeUnknown("No answer after the message."),
        errors.PinRequired("The SIM card wants its PIN."),
        errors.Refused("'1;2' is no number."),
        TpduError("TP-UDL", 3, "the PDU ends here"),
        *(CmsError(code) for code in (*CMS, None, 512, 99999)),
        *(CmeError(code) for code in (*CME, None, 9999)),
    ]


@pytest.mark.parametrize("error", leaves(), ids=lambda error: f"{type(error).__name__} {error.args}")
def test_each_error_is_a_fact_and_a_remedy(error):
    assert isinstance(error, ModemError)
    assert str(error) == f"{error.fact} {error.remedy}"
    assert error.fact.endswith(".")
    assert error.remedy.endswith(".")


@pytest.mark.parametrize("error", leaves()[:8], ids=lambda error: type(error).__name__)
def test_errors_travel_between_processes(error):
    for twin in (copy.copy(error), pickle.loads(pickle.dumps(error))):
        assert (type(twin), str(twin)) == (type(error), str(error))


def test_a_remedy_of_its_own_goes_before_the_class():
    assert str(errors.Gone("It is gone.", "Look under the desk.")) == "It is gone. Look under the desk."


KINDS = [  # the failures seen in the field, and what each means for the message
    ("temporary", CmsError, (38, 41, 42, 47, 314, 331, 332)),
    ("temporary", CmeError, (14, 30, 31, 515)),
    ("credit", CmsError, (8, 10, 21, 50, 69)),
    ("permanent", CmsError, (1, 28, 96, 111)),
    ("full", CmsError, (322, 208)),
    ("full", CmeError, (20,)),
    ("unknown", CmsError, (500, None, 540, 77)),
    ("unknown", CmeError, (100, None)),
]


@pytest.mark.parametrize(("kind", "error", "codes"), KINDS)
def test_a_number_has_a_kind(kind, error, codes):
    assert [error(code).kind for code in codes] == [kind] * len(codes)


PARSED = [
    (CmsError, " 38", 38),
    (CmsError, "331\r", 331),
    (CmsError, "no network service", 331),
    (CmsError, "SIM not inserted", 310),
    (CmsError, "sim not inserted", 310),
    (CmeError, "SIM PIN required", 11),
    (CmeError, "10", 10),
    (CmsError, "", None),
    (CmsError, "what the maker thought of", None),
    (CmsError, "9" * 5000, None),
    (CmsError, "²", None),
]


@pytest.mark.parametrize(("error", "said", "code"), PARSED)
def test_what_a_modem_says_becomes_an_error(error, said, code):
    assert error.parse(said).code == code


def test_a_sim_card_that_is_missing_has_its_own_remedy():
    assert "SIM card" in CmsError(310).remedy
    assert "SIM card" in CmeError(10).remedy
    assert "PUK" in CmeError(12).remedy
    assert CmsError(310).meaning == "SIM not inserted"


def test_importing_the_errors_imports_nothing_heavy():
    code = "import sys, modem.errors; print(*sorted(name for name in sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert not {"serial", "asyncio", "logging", "dataclasses", "threading"} & set(loaded.split())
