"""Fields of patches at other sizes, and between those of two pictures; what a field is, `patches` tells."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from clavilux.kernel.bands import in_bands
from clavilux.kernel.patches import SIDE, scattered

__all__ = ["carried", "finer", "mixed", "snapped"]

Array = NDArray[np.float32]
Field = NDArray[np.int32]
Mask = NDArray[np.bool_]
Size = tuple[int, int]


def finer(
    field: Field,
    size: Size,
    nearest: NDArray[np.uint16],
    *,
    before: tuple[Field, Field] | None = None,
    threads: int = 1,
) -> tuple[Field, Mask]:
    """The field of a smaller size, at a larger one.

    Parameters
    ----------
    field : ndarray, int32, [H', W', 2]
    size : tuple of int
        Height and width, in pixels, of the larger target.
    nearest : ndarray, uint16, [2, h', w']
        Of each patch of the larger source, the nearest that may be taken.
    before : tuple of two fields, optional
        Of another picture, the field of the smaller size and that of the larger, which holds where the two smaller ones
        agree.
    threads : int
        Makes no difference to the result.

    Returns
    -------
    field : ndarray, int32, [H, W, 2]
    held : ndarray, bool, [H, W]
        Where that of before holds.
    """
    shape = size[0] - SIDE + 1, size[1] - SIDE + 1
    fresh, held = np.empty((*shape, 2), np.int32), np.zeros(shape, np.bool_)
    known, fine = before or (field[:0], field[:0])
    field, known, fine = (np.ascontiguousarray(array) for array in (field, known, fine))
    rows, columns = (_coarser(n, coarse) for n, coarse in zip(size, field.shape[:2], strict=True))
    fy, fx = (n / (coarse + SIDE - 1) for n, coarse in zip(size, field.shape[:2], strict=True))
    in_bands(
        lambda first, end: _finer(field, rows, columns, fy, fx, nearest, known, fine, fresh, held, first, end),
        shape[0],
        threads,
    )
    return fresh, held


def snapped(field: Field, nearest: NDArray[np.uint16]) -> Field:
    """A field, with the nearest patches that may be taken; see `finer`."""
    _, h, w = nearest.shape
    v, u = np.clip(field[..., 0], 0, h - 1), np.clip(field[..., 1], 0, w - 1)
    return np.stack([nearest[0, v, u], nearest[1, v, u]], -1).astype(np.int32)


def carried(field: Field, behind: Array, ahead: Array, scale: float, *, threads: int = 1) -> Field:
    """A field that goes along, by whole pixels, where what it shows moves.

    Parameters
    ----------
    field : ndarray, int32, [H, W, 2]
    behind, ahead : ndarray, float32, [h, w, 2]
        Where each pixel of the picture came from and comes from now, row and column; at least as large as the field.
    scale : float
        Pixels of the picture in one of those.
    threads : int
        Makes no difference to the result.
    """
    field, out = np.ascontiguousarray(field), np.empty_like(field)
    unit = np.float32(scale)
    in_bands(lambda first, end: _carry(field, behind, ahead, unit, out, first, end), len(field), threads)
    return out


def mixed(one: Field, other: Field, changed: Mask, *, threads: int = 1) -> Field:
    """One field where nothing has changed, the other where it has.

    Parameters
    ----------
    one, other : ndarray, int32, [H, W, 2]
    changed : ndarray, bool, [h, w]
        For each patch of that size, or of a smaller one, as in `finer`.
    threads : int
        Makes no difference to the result.
    """
    one, other, out = np.ascontiguousarray(one), np.ascontiguousarray(other), np.empty_like(one)
    rows, columns = (_coarser(n + SIDE - 1, m) for n, m in zip(one.shape[:2], changed.shape, strict=True))
    in_bands(lambda first, end: _mix(one, other, changed, rows, columns, out, first, end), len(out), threads)
    return out


def _coarser(size: int, patches: int) -> NDArray[np.intp]:
    """The patch of a smaller size in which each of a larger one lies, along an axis: by chance a little beside it.

    Rounded to the nearest, seams would lie on a grid, as they stay where they are on flat grounds. The chance is that
    of a dither: with a triangular distribution neither mean nor variance depend on the place between two patches
    (Lipshitz, Wannamaker and Vanderkooy, "Quantization and dither", JAES 1992).
    """
    chance = np.random.default_rng(size).uniform(-0.5, 0.5, (2, size - SIDE + 1)).sum(0)
    index = np.rint(np.arange(size - SIDE + 1) * ((patches + SIDE - 1) / size) + chance)
    return np.asarray(np.clip(index, 0, patches - 1), np.intp)


@njit(nogil=True, cache=True)
def _finer(
    field: Field,
    rows: NDArray[np.intp],
    columns: NDArray[np.intp],
    fy: float,
    fx: float,
    nearest: NDArray[np.uint16],
    known: Field,
    fine: Field,
    fresh: Field,
    held: Mask,
    first: int,
    end: int,
) -> None:
    _, h, w = nearest.shape
    for y in range(first, end):
        cy = rows[y]
        for x in range(fresh.shape[1]):
            cx = columns[x]
            v, u = field[cy, cx, 0], field[cy, cx, 1]
            if known.size > 0 and known[cy, cx, 0] == v and known[cy, cx, 1] == u:
                fresh[y, x, 0], fresh[y, x, 1], held[y, x] = fine[y, x, 0], fine[y, x, 1], True
                continue
            # The same for all patches of one piece, so that it stays whole. Rounded to the nearest, an enlargement by
            # 4 / 3 would leave every fourth offset out, and even grounds would have a grid of 4 pixels.
            chance = scattered(np.uint32((v - cy) * 65536 + u - cx))
            down = np.floor((v - cy) * fy + (chance & np.uint32(0xFFFF)) / 65536)
            across = np.floor((u - cx) * fx + (chance >> np.uint32(16)) / 65536)
            v = min(max(int(down) + y, 0), h - 1)
            u = min(max(int(across) + x, 0), w - 1)
            fresh[y, x, 0], fresh[y, x, 1] = nearest[0, v, u], nearest[1, v, u]


@njit(nogil=True, cache=True)
def _mix(
    one: Field,
    other: Field,
    changed: Mask,
    rows: NDArray[np.intp],
    columns: NDArray[np.intp],
    out: Field,
    first: int,
    end: int,
) -> None:
    for y in range(first, end):
        for x in range(out.shape[1]):
            chosen: Any = other if changed[rows[y], columns[x]] else one
            out[y, x, 0], out[y, x, 1] = chosen[y, x, 0], chosen[y, x, 1]


@njit(nogil=True, cache=True)
def _carry(field: Field, behind: Array, ahead: Array, unit: np.float32, out: Field, first: int, end: int) -> None:
    rows, columns = field.shape[:2]
    for y in range(first, end):
        for x in range(columns):
            # Rounded before they are subtracted: so nothing is lost over many steps.
            v = y + int(np.rint(unit * ahead[y, x, 0]) - np.rint(unit * behind[y, x, 0]))
            u = x + int(np.rint(unit * ahead[y, x, 1]) - np.rint(unit * behind[y, x, 1]))
            v, u = min(max(v, 0), rows - 1), min(max(u, 0), columns - 1)
            out[y, x, 0], out[y, x, 1] = field[v, u, 0], field[v, u, 1]
