"""The innermost loops of patch search in vector instructions, which Numba's compiler does not find by itself.

The distance of two patches is nine times as fast as the same sum written as loops, on an AVX-512 processor; LLVM turns
the vectors into what the processor at hand has. Arrays are in C order, and indices are flat. Nothing checks that they
lie inside.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

__all__ = ["CHANNELS", "GUIDES", "SIDE", "guide_distance", "patch_distance", "patch_mean"]

SIDE = 5
"""Of a patch, pixels."""
CHANNELS = 4
"""Values of a pixel that are compared all over a patch."""
GUIDES = 8
"""Values that are compared once a patch."""

_FLOAT, _FAST = ir.FloatType(), ("contract", "reassoc")
_ROW = ((0, 16), (16, 4))
"""The SIDE * CHANNELS values of a patch's row: where each vector begins, and how many it holds."""


def _patch_distance(_: Any, a: Any, i: Any, across: Any, b: Any, j: Any, along: Any) -> Any:  # noqa: ARG001
    """Sum of squared differences of two patches, float32.

    ``patch_distance(a, i, across, b, j, along)``: `a` and `b` are float32 [h, w * CHANNELS]; `i` and `j` the indices of
    the patches' first values, `across` and `along` the values in a row of each array.
    """

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        _, at, across, _, there, along = args
        data = [_data(context, builder, signature.args[n], args[n]) for n in (0, 3)]
        sums: dict[int, Any] = {}
        for _row in range(SIDE):
            for offset, lanes in _ROW:
                one, two = (
                    _load(builder, pointer, _plus(builder, index, offset), lanes)
                    for pointer, index in zip(data, (at, there), strict=True)
                )
                sums[lanes] = _square(builder, one, two, sums.get(lanes))
            at, there = builder.add(at, across), builder.add(there, along)
        return builder.fadd(*(_total(builder, vector, lanes) for lanes, vector in sums.items()))

    return types.float32(a, types.intp, types.intp, b, types.intp, types.intp), codegen


def _guide_distance(_: Any, a: Any, i: Any, b: Any, j: Any) -> Any:  # noqa: ARG001
    """Sum of squared differences of GUIDES neighbouring values of two float32 arrays, from indices `i` and `j` on."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        one, two = (
            _load(builder, _data(context, builder, signature.args[n], args[n]), args[n + 1], GUIDES) for n in (0, 2)
        )
        return _total(builder, _square(builder, one, two, None), GUIDES)

    return types.float32(a, types.intp, b, types.intp), codegen


def _patch_mean(
    _: Any,
    field: Any,
    at: Any,  # noqa: ARG001
    across: Any,  # noqa: ARG001
    picture: Any,
    along: Any,  # noqa: ARG001
    weights: Any,
    out: Any,
    to: Any,  # noqa: ARG001
) -> Any:
    """Write what the SIDE * SIDE patches that cover a pixel say of it, weighted.

    ``patch_mean(field, at, across, picture, along, weights, out, to)``: `field` is int32 [h, w, 2] with `across`
    patches in a row, `at` the number of the patch that begins at the pixel; `picture` float32 [h, w * CHANNELS] with
    `along` values in a row; `weights` float32 [SIDE, SIDE]; CHANNELS values are written to `out`, float32, from index
    `to` on.
    """

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        _, at, across, _, along, _, _, to = args
        places, values, shares, result = (_data(context, builder, signature.args[n], args[n]) for n in (0, 3, 5, 6))
        whole = ir.IntType(64)
        total = None
        for i in range(SIDE):
            for j in range(SIDE):
                patch = builder.sub(at, builder.add(builder.mul(across, whole(i)), whole(j)))
                twice = builder.mul(patch, whole(2))
                row, column = (
                    builder.sext(builder.load(builder.gep(places, [_plus(builder, twice, n)])), whole) for n in (0, 1)
                )
                pixel = builder.add(
                    builder.mul(_plus(builder, row, i), along), builder.mul(_plus(builder, column, j), whole(CHANNELS))
                )
                share = builder.load(builder.gep(shares, [whole(i * SIDE + j)]))
                seen = builder.fmul(_load(builder, values, pixel, CHANNELS), _splat(builder, share), flags=_FAST)
                total = seen if total is None else builder.fadd(total, seen, flags=_FAST)
        target = builder.bitcast(builder.gep(result, [to]), ir.VectorType(_FLOAT, CHANNELS).as_pointer())
        builder.store(total, target).align = 4
        return context.get_dummy_value()

    i = types.intp
    return types.void(field, i, i, picture, i, weights, out, i), codegen


# Called with one argument less than they are written with: Numba adds the first.
patch_distance: Any = intrinsic(_patch_distance)
guide_distance: Any = intrinsic(_guide_distance)
patch_mean: Any = intrinsic(_patch_mean)


def _data(context: Any, builder: Any, kind: Any, array: Any) -> Any:
    """Pointer to the values of an array."""
    return context.make_array(kind)(context, builder, array).data


def _plus(builder: Any, index: Any, more: int) -> Any:
    return builder.add(index, ir.Constant(index.type, more))


def _load(builder: Any, pointer: Any, index: Any, lanes: int) -> Any:
    """Neighbouring values as a vector."""
    vector = ir.VectorType(_FLOAT, lanes)
    loaded = builder.load(builder.bitcast(builder.gep(pointer, [index]), vector.as_pointer()))
    loaded.align = 4  # a patch may begin at any value
    return loaded


def _splat(builder: Any, value: Any) -> Any:
    """A vector of CHANNELS equal values."""
    vector = ir.Constant(ir.VectorType(_FLOAT, CHANNELS), ir.Undefined)
    for lane in range(CHANNELS):
        vector = builder.insert_element(vector, value, ir.Constant(ir.IntType(32), lane))
    return vector


def _square(builder: Any, one: Any, two: Any, total: Any | None) -> Any:
    """The squared difference of two vectors, added to what there is."""
    apart = builder.fsub(one, two, flags=_FAST)
    square = builder.fmul(apart, apart, flags=_FAST)
    return square if total is None else builder.fadd(total, square, flags=_FAST)


def _total(builder: Any, vector: Any, lanes: int) -> Any:
    """The sum of a vector's values."""
    kind = ir.FunctionType(_FLOAT, [_FLOAT, ir.VectorType(_FLOAT, lanes)])
    named: Any = cgutils.get_or_insert_function
    reduce = named(builder.module, kind, f"llvm.vector.reduce.fadd.v{lanes}f32")
    return builder.call(reduce, [ir.Constant(_FLOAT, 0.0), vector], fastmath=("reassoc",))
