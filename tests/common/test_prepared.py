import subprocess
import sys

import numpy as np
import pytest
import shapely
from halfhour.common.prepared import Prepared, content_key


def test_a_part_is_made_once_and_not_kept_where_making_fails() -> None:
    prepared, made = Prepared(), []

    def make() -> str:
        made.append(1)
        if len(made) == 1:
            raise ValueError("first")
        return "part"

    with pytest.raises(ValueError, match="first"):
        prepared.part("key", make)
    assert [prepared.part("key", make) for _ in range(3)] == ["part"] * 3
    assert len(made) == 2


CONTENTS = [
    (),
    (None,),
    (1,),
    (1.0,),
    (True,),
    ("1",),
    (b"1",),
    ("a", "bc"),
    ("ab", "c"),
    (["a", "bc"],),
    ([["a"], "bc"],),
    ({"a": 1},),
    ({"a": 2},),
    (np.array([1, 2]),),
    (np.array([[1, 2]]),),
    (np.array([1, 2], dtype=np.int32),),
    (np.array([1.0, 2.0]),),
    (np.array(["a", "b"]),),
    (np.array([shapely.Point(0, 0), None]),),
    (np.array([shapely.Point(0, 1), None]),),
    (np.array([None, shapely.Point(0, 0)]),),
]


def test_other_content_has_another_key_and_equal_content_the_same() -> None:
    keys = [content_key("kind", *content) for content in CONTENTS]
    assert len(set(keys)) == len(CONTENTS)
    assert content_key("other") != content_key("kind")
    assert content_key("kind", np.arange(6).reshape(2, 3).T) == content_key(
        "kind", np.array([[0, 3], [1, 4], [2, 5]])
    )
    assert content_key("kind", {"a": 1, "b": 2}) == content_key("kind", {"b": 2, "a": 1})


def test_keys_are_the_same_in_another_process() -> None:
    code = "from halfhour.common.prepared import content_key as k; print(k('kind', 'a', {'b': 1, 'c': 2.5}))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == content_key("kind", "a", {"b": 1, "c": 2.5})


def test_no_key_is_made_of_what_is_only_an_object() -> None:
    with pytest.raises(TypeError, match="cannot be made of object"):
        content_key("kind", object())
