"""Find out whether a sentence tells what the adult did, and what a child did.

There is no parser behind it, only a subject and the words beside it. English asks whether a verb that is an
act follows the subject; German whether a verb of the subject's number stands in its clause; Spanish whether a
verb of the second person stands by itself, or one beside the child's name. A language without grammar is not
asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from havenlens.domain.feedback_words import BLANK, Sentence, Token, WordLists
from havenlens.services.prompt_people import LintContext, words_of

_ADULT_BLANKS = frozenset({"{behaviour}", "{next_event}"})
_CHILD_BLANKS = frozenset({"{response}", "{signal}", "{state1}"})
_CHILD = "{child}"
_BE = frozenset({"is", "are", "was", "were", "be", "been", "am", "isn't", "aren't", "wasn't", "weren't"})
_VERBS_IN_LY = frozenset({"rely", "reply", "apply", "fly"})
_REACH = 5
"""How many words there may be between a subject and its verb."""


def adult_acts(sentence: Sentence, context: LintContext) -> bool:
    """Tell whether a sentence says what the adult did or said."""
    if _filled_in(sentence, _ADULT_BLANKS):
        return True
    lists = context.lists
    if _sign(sentence, lists, "your", "adult_signs", words_of(context.teacher)[-1:]):
        return True
    if lists.grammar == "de":
        return any(_german_adult(clause, sentence, context) for clause in sentence.clauses)
    if lists.grammar == "es":
        return any(_spanish_adult(clause, context) for clause in sentence.clauses)
    return any(
        _english_act(clause, at, lists, adult=True)
        for clause in _runs(sentence)
        for at in _adults(clause, context)
        if (not _is_asked(clause, at, lists) or _is_thought_of(clause, at, lists))
        and not _is_object(clause, at, lists)
    )


def child_acts(sentence: Sentence, context: LintContext) -> bool:
    """Tell whether a sentence says, or asks, what a child did or said."""
    if _filled_in(sentence, _CHILD_BLANKS):
        return True
    lists = context.lists
    names = {word for name in context.children for word in words_of(name)} | {_CHILD}
    names |= {token.text for token in sentence.tokens if _is_given_name(token, lists)}
    if _sign(sentence, lists, "their", "child_signs", names):
        return True
    if lists.grammar == "de":
        return any(_german_child(clause, names, lists) for clause in sentence.clauses)
    if lists.grammar == "es":
        return any(_spanish_child(clause, names, lists) for clause in sentence.clauses)
    return any(
        _english_act(_without_place(clause, at, lists), at, lists, adult=False)
        for clause in _runs(sentence)
        for at, token in enumerate(clause)
        if token.text in names
        or token.key in lists.words("child")
        or token.key in lists.words("being_child")
        or (token.key == "who" and _is_child_before(sentence, token, names, lists))
    )


def _is_given_name(token: Token, lists: WordLists) -> bool:
    return token.text[0].isupper() and token.key in lists.words("given_names")


def quotes(sentence: Sentence) -> Iterator[Token]:
    """Give the quotations of a sentence."""
    return (token for token in sentence.tokens if token.is_quotation)


# --- what all languages share -----------------------------------------------------------------------


def _filled_in(sentence: Sentence, placeholders: frozenset[str]) -> bool:
    """Tell whether the place is there and still to be filled in: it is not asked for twice."""
    alone = any(
        token.text == BLANK and (place == 0 or sentence.tokens[place - 1].end < token.start)
        for place, token in enumerate(sentence.tokens)
    )
    return alone or any(token.text in placeholders for token in sentence.tokens)


def _sign(sentence: Sentence, lists: WordLists, owner: str, signs: str, names: Collection[str]) -> bool:
    """Find "your hand", "Amir's face", "la cara de Amir", "das Gesicht von Amir"."""
    own, found = lists.words(owner), lists.words(signs)
    places = [place for place, token in enumerate(sentence.tokens) if token.key in found]
    for place in places:
        before = sentence.tokens[max(0, place - 4) : place]
        after = sentence.tokens[place + 1 : place + 3]
        if any(word.key in own for word in before):
            return True
        owners = {
            word.text.removesuffix("'s").removesuffix("'")
            for word in before
            if word.text[-2:] in {"'s", "s'"}
        }
        owners |= {word.text.removesuffix("s") for word in before if lists.grammar == "de"}
        if _CHILD in names and any(word.text == _CHILD for word in before):
            return True
        if owners & set(names):
            return True
        if len(after) == 2 and after[0].key in {"of", "von", "de"} and after[1].text in names:
            return True
    return False


def _runs(sentence: Sentence) -> Iterator[tuple[Token, ...]]:
    """Give the clauses, joined again where only an insertion parts subject and verb ("you, quietly, say")."""
    clauses = sentence.clauses
    yield from clauses
    for first, second, third in zip(clauses, clauses[1:], clauses[2:], strict=False):
        if len(second) <= 2:
            yield (*first, *third)


def _adults(clause: Sequence[Token], context: LintContext) -> Iterator[int]:
    lists = context.lists
    name = words_of(context.teacher)
    for at, token in enumerate(clause):
        if (
            token.key in lists.words("adult")
            or token.key in lists.words("being_adult")
            or (name and token.text == name[-1])
            or (at and clause[at - 1].key in lists.words("titles"))
        ):
            yield at


# --- English ----------------------------------------------------------------------------------------


def _is_asked(clause: Sequence[Token], at: int, lists: WordLists) -> bool:
    """Tell whether a verb stands before the subject, as in "did you": that asks and does not tell."""
    return at > 0 and clause[at - 1].key in lists.words("helpers")


def _is_thought_of(clause: Sequence[Token], at: int, lists: WordLists) -> bool:
    """Tell "do you think kneeling down gave him", which names the act, from "do you think that helped"."""
    after = [token.key for token in clause[at + 1 : at + 3]]
    return len(after) == 2 and after[0] in lists.words("not_acts") and after[1].endswith("ing")


def _is_object(clause: Sequence[Token], at: int, lists: WordLists) -> bool:
    return at > 0 and clause[at - 1].key in lists.words("prepositions") - {"and", "but", "or", "so", "then"}


def _english_act(clause: Sequence[Token], at: int, lists: WordLists, *, adult: bool) -> bool:
    be = clause[at].key in lists.words("being_adult" if adult else "being_child")
    have, asked = False, _is_asked(clause, at, lists)
    first = at + 1
    if [token.key for token in clause[first : first + 1]] == ["and"] and clause[first + 1 : first + 2]:
        first += 2 * clause[first + 1].text[0].isupper()  # "you and Maya count"
    for token in clause[first : first + _REACH]:
        key = token.key
        if key in lists.words("helpers"):
            if key == "do" and asked and not adult:  # "what does Amir do": that asks for the response
                return True
            be = be or key in _BE
            have = have or key.startswith(("ha", "'ve"))
        elif be and not have and not adult and key in lists.words("being"):
            return True
        elif key not in lists.words("skipped") and not (key.endswith("ly") and key not in _VERBS_IN_LY):
            return _is_act(clause, token, lists, be=be, have=have, adult=adult)
    return False


def _is_act(
    clause: Sequence[Token], verb: Token, lists: WordLists, *, be: bool, have: bool, adult: bool
) -> bool:
    """Judge the word where the verb is to be: after "be" only "-ing" is an act, after "have" a participle."""
    key = verb.key
    if not verb.is_word or key[0].isdigit() or key in lists.words("function_words"):
        return False
    if key in lists.words("look_verbs"):
        return _looks(clause, verb, lists)
    if key in lists.words("not_acts"):
        after = next((token.key for token in clause if token.start > verb.start), "")
        return adult and after.endswith("ing")  # "do you think kneeling gave him"
    if be:
        return key.endswith("ing")
    return not have or key.endswith(("ed", "en")) or key in lists.words("done")


def _looks(clause: Sequence[Token], verb: Token, lists: WordLists) -> bool:
    """Tell "looks up" from "looks happy"."""
    after = [token.key for token in clause if token.start > verb.start][:2]
    return (
        not after or after[0] in lists.words("directions") or bool(set(after[1:]) & lists.words("directions"))
    )


def _without_place(clause: Sequence[Token], at: int, lists: WordLists) -> Sequence[Token]:
    """Leave out where somebody is, between subject and verb: "two girls at the rug whisper"."""
    after = [token.key for token in clause[at + 1 : at + 3]]
    if len(after) == 2 and after[0] in lists.words("places") and after[1] in lists.words("function_words"):
        return (*clause[: at + 1], *clause[at + 4 :])
    return clause


def _is_child_before(sentence: Sentence, who: Token, names: set[str], lists: WordLists) -> bool:
    before = [token for token in sentence.tokens if token.is_word and token.end <= who.start]
    return bool(before) and (before[-1].text in names or before[-1].key in lists.words("child"))


# --- German -----------------------------------------------------------------------------------------


def _german_verbs(clause: Sequence[Token], lists: WordLists) -> list[str]:
    out = (
        lists.words("function_words")
        | lists.words("not_acts")
        | lists.words("skipped")
        | lists.words("helpers")
    )
    return [t.text for t in clause if t.is_word and t.text[0].islower() and t.text not in out]


def _german_adult(clause: Sequence[Token], sentence: Sentence, context: LintContext) -> bool:
    lists = context.lists
    keys = [token.key for token in clause]
    asked = sentence.is_question and keys[0] in lists.words("open") | lists.words("helpers")
    watched = keys[0] in lists.words("watch")
    if asked or watched:
        return False
    verbs = _german_verbs(clause, lists)
    formal = any(t.text == "Sie" for t in clause)
    if formal and _has_child_subject(keys):
        return False
    if formal:
        perfect = {"haben", "sind", "hatten", "waren"} & set(keys)
        return any(v.endswith(("en", "rn", "ln")) for v in verbs) or bool(perfect and _participle(verbs))
    if "du" in keys:
        return any(v.endswith("st") for v in verbs) or bool(
            {"hast", "bist"} & set(keys) and _participle(verbs)
        )
    if any(True for _ in _adults([t for t in clause if t.key != "sie"], context)):
        return _german_singular(keys, verbs, lists)
    return False


def _has_child_subject(keys: Sequence[str]) -> bool:
    return "er" in keys or ("kind" in keys and "das" in keys and "sie" in keys[keys.index("kind") :])


def _participle(verbs: Sequence[str]) -> bool:
    return any("ge" in verb[:6] or verb.endswith(("t", "en")) for verb in verbs)


def _german_singular(keys: Sequence[str], verbs: Sequence[str], lists: WordLists) -> bool:
    if {"hat", "ist", "hatte", "war"} & set(keys) and _participle(verbs):
        return True
    if {"ist", "war", "bleibt"} & set(keys) and lists.words("being") & set(keys):
        return True
    strong = lists.words("done")
    return any(verb in strong or verb.endswith(("t", "te")) for verb in verbs)


def _german_child(clause: Sequence[Token], names: set[str], lists: WordLists) -> bool:
    keys = [token.key for token in clause]
    verbs = _german_verbs(clause, lists)
    singular = any(
        t.text in names
        or t.key in lists.words("child")
        or (t.text == "sie" and "Sie" not in [c.text for c in clause])
        for t in clause
    )
    if singular and _german_singular(keys, verbs, lists):
        return True
    she = keys[0] == "sie" and len(keys) > 1
    if (
        she
        and (keys[1] in {"hat", "ist"} or _german_singular(keys[1:2], verbs[:1], lists))
        and keys[1] in {*verbs, "hat", "ist"}
    ):
        return _german_singular(keys, verbs, lists)
    many = any(t.key in lists.words("child_many") for t in clause)
    return many and any(v.endswith(("en", "rn", "ln")) for v in verbs)


# --- Spanish ----------------------------------------------------------------------------------------

_SECOND_PERSON = ("as", "es", "ás", "és", "ís")
_PAST_SECOND = ("aste", "iste", "abas", "ías")


def _spanish_adult(clause: Sequence[Token], context: LintContext) -> bool:
    lists = context.lists
    out = (
        lists.words("not_acts")
        | lists.words("function_words")
        | lists.words("helpers")
        | lists.words("skipped")
    )
    keys = [token.key for token in clause]
    for place, key in enumerate(keys):
        if key in out or (not clause[place].text[0].islower() and place > 0):
            continue
        before = keys[place - 1] if place else ""
        if key.endswith(_PAST_SECOND) and before not in lists.words("open"):
            return True
        first = (
            not before
            or before in lists.words("before_verbs") | lists.words("skipped")
            or before[0].isdigit()
            or before == "{t}"
        )
        if first and key.endswith(_SECOND_PERSON):
            return True
    subjects = [*_adults([t for t in clause if t.key != "tú"], context)]
    return bool(subjects) and any(key not in out and key.endswith(("a", "e", "ó")) for key in keys)


def _spanish_child(clause: Sequence[Token], names: set[str], lists: WordLists) -> bool:
    out = lists.words("not_acts") | lists.words("function_words")
    keys = [token.key for token in clause]
    for place, token in enumerate(clause):
        if token.text not in names and token.key not in lists.words("child"):
            continue
        if place and keys[place - 1] in {"a", "de", "con", "para", "por", "en", "al", "del"}:
            continue
        if place and _spanish_verb(keys[place - 1], out | lists.words("skipped") | lists.words("helpers")):
            return True
        for after in keys[place + 1 : place + 1 + _REACH]:
            if after in lists.words("skipped"):
                continue
            if after in lists.words("helpers"):
                rest = set(keys[place + 1 :])
                return bool(rest & lists.words("being")) or any(
                    k.endswith(("ando", "iendo", "yendo")) for k in rest
                )
            if _spanish_verb(after, out):
                return True
            break
    return False


def _spanish_verb(key: str, out: frozenset[str]) -> bool:
    return key.isalpha() and key not in out and key.endswith(("a", "e", "ó", "n", "io"))
