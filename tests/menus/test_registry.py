"""What is done is Python, registered by name: what cannot be called so is told at once."""

import pytest

from menus import BadFunction, Item, Registry

REGISTRY = Registry()


async def later(call): ...


@pytest.mark.parametrize(
    ("kind", "name", "function", "fact", "remedy"),
    [
        ("check", "nik", lambda call: "", "cannot be called with (call, text)", "`def nik(call, text)`"),
        ("lister", "a.poli", lambda: [1], "cannot be called with (call)", "`def poli(call)`"),
        ("action", "a.b", lambda call, tx: {}, "missing a required argument: 'tx'", "`def b(call)`"),
        ("info", "a.b", later, "is asynchronous", "`def b(call)`"),
        ("flag", "a.b", True, "is no function", "@registry.flag('a.b')"),
        ("action", "A-b", lambda call: {}, "'A-b' cannot name a function", '"rsu.daftar"'),
        ("action", later, lambda call: {}, "cannot name a function", '"rsu.daftar"'),
    ],
)
def test_a_function_of_the_wrong_form_is_refused_where_it_is_registered(kind, name, function, fact, remedy):
    with pytest.raises(BadFunction) as error:
        getattr(Registry(), kind)(name)(function)
    assert fact in str(error.value)
    assert remedy in error.value.remedy


def test_more_arguments_with_defaults_are_fine():
    registry = Registry()
    registry.lister("a.b")(lambda call, most=9: [Item("1", "Satu")])
    registry.check("a.c")(lambda *given: given[1])
    registry.info("a.d")(str)
    assert set(registry.listers) | set(registry.checks) | set(registry.infos) == {"a.b", "a.c", "a.d"}
