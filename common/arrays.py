"""Names of the arrays that everything is counted in."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Floats32 = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Int32s = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]
Keys = npt.NDArray[np.uint64]


def mask_of(numbers: Ints, count: int) -> Bools:
    """Return by number below `count` whether it is one of `numbers`."""
    mask = np.zeros(count, dtype=bool)
    mask[numbers] = True
    return mask
