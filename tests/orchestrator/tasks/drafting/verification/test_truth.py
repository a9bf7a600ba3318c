"""The verifier on hundreds of lies and honest rewordings of invented people."""

from collections.abc import Sequence

import pytest
from truth_set import HELD_OUT, TUNED_ON, Person, Tally, ours, whole_profile


def tally(persons: Sequence[Person]) -> Tally:
    counted = Tally()
    for person in persons:
        check = ours(person)
        for case in person.cases:
            counted.count(case, stopped=bool(check(case)))
    return counted


def test_the_set_is_as_large_and_as_mixed_as_it_has_to_be() -> None:
    lies = [case for person in TUNED_ON for case in person.cases if case.kind]
    honest = [case for person in TUNED_ON for case in person.cases if not case.kind]
    assert (len(TUNED_ON), len(lies) >= 300, len(honest) >= 150) == (10, True, True)
    assert len({case.kind for case in lies}) >= 20
    held_out = [case for person in HELD_OUT for case in person.cases]
    assert sum(case.kind is not None for case in held_out) >= 80
    assert sum(case.kind is None for case in held_out) >= 50
    texts = [(case.person, case.text) for case in (*lies, *honest)]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("persons", [TUNED_ON, HELD_OUT], ids=["tuned on", "held out"])
def test_lies_are_caught_and_honest_rewordings_pass(persons: Sequence[Person]) -> None:
    counted = tally(persons)
    assert counted.caught >= 0.98
    assert counted.passed >= (0.95 if persons is TUNED_ON else 0.9)


def test_a_look_up_in_the_whole_profile_catches_less_than_half() -> None:
    counted = Tally()
    for person in TUNED_ON:
        check = whole_profile(person)
        for case in person.cases:
            counted.count(case, stopped=bool(check(case)))
    assert counted.caught < 0.5


@pytest.mark.parametrize("person", [*TUNED_ON, *HELD_OUT], ids=lambda person: person.name)
def test_every_line_of_a_profile_passes_when_it_cites_itself_with_a_changed_end(
    person: Person,
) -> None:
    from orchestrator.tasks.drafting.record import Record
    from orchestrator.tasks.drafting.verification import Vocabulary, verify_line
    from profiles.master_profile import master_profile_from

    record = Record.of(master_profile_from(person.document))
    vocabulary = Vocabulary.of(line.text for line in record.lines.values())
    for line in record.lines.values():
        assert verify_line(f"{line.text}.", [line.text], vocabulary=vocabulary) == (), line.text
