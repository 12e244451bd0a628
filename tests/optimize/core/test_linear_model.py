import numpy as np
import pytest
from halfhour.optimize.core.linear_model import ModelWriter
from scipy.sparse import csr_array, eye_array


def test_blocks_lie_side_by_side_and_rows_below_each_other() -> None:
    writer = ModelWriter()
    first = writer.add_variables(2, objective=[1.0, 2.0], integer=True)
    second = writer.add_variables(2, lower=-np.inf, upper=[5.0, np.inf])
    top = writer.add_rows(
        [(csr_array([[1.0, 0.0], [0.0, 3.0]]), first), (-eye_array(2), second)], lower=0.0
    )
    below = writer.add_rows([(np.ones((1, 2)), first)], upper=1.0)
    model = writer.model("maximise")
    assert (top.tolist(), below.tolist()) == ([0, 1], [2])
    assert model.matrix.toarray().tolist() == [[1, 0, -1, 0], [0, 3, 0, -1], [1, 1, 0, 0]]
    assert model.objective.tolist() == [1, 2, 0, 0]
    assert model.lower.tolist() == [0, 0, -np.inf, -np.inf]
    assert model.upper.tolist() == [1, 1, 5, np.inf]
    assert model.integer.tolist() == [True, True, False, False]
    assert model.row_lower.tolist() == [0, 0, -np.inf]
    assert model.row_upper.tolist() == [np.inf, np.inf, 1]
    assert model.sense == "maximise"


def test_a_block_may_use_its_variables_in_any_order() -> None:
    writer = ModelWriter()
    numbers = writer.add_variables(3)
    writer.add_rows([(np.array([[1.0, 2.0]]), numbers[[2, 0]])], lower=1.0, upper=1.0)
    model = writer.model("minimise")
    assert model.matrix.toarray().tolist() == [[2, 0, 1]]
    assert model.row_lower.tolist() == model.row_upper.tolist() == [1]


def test_rows_without_coefficients_stay() -> None:
    writer = ModelWriter()
    numbers = writer.add_variables(2)
    writer.add_rows([(csr_array((2, 2)), numbers)], upper=[3.0, 4.0])
    model = writer.model("minimise")
    assert model.matrix.shape == (2, 2)
    assert model.matrix.nnz == 0
    assert model.row_upper.tolist() == [3, 4]


def test_a_model_may_have_no_rows() -> None:
    writer = ModelWriter()
    writer.add_variables(2)
    model = writer.model("minimise")
    assert model.matrix.shape == (0, 2)
    assert model.row_lower.dtype == np.float64


def test_bounds_are_copies_of_what_was_given() -> None:
    writer = ModelWriter()
    upper = np.array([1.0, 2.0])
    writer.add_variables(2, upper=upper)
    upper[:] = 9.0
    assert writer.model("minimise").upper.tolist() == [1, 2]


def test_as_many_values_as_variables_are_needed() -> None:
    with pytest.raises(ValueError, match="broadcast"):
        ModelWriter().add_variables(2, objective=[1.0, 2.0, 3.0])
