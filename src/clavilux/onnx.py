"""Networks in ONNX files, run by ONNX Runtime on the CPU."""

from __future__ import annotations

import onnxruntime
from onnxruntime import InferenceSession as Session

__all__ = ["Session", "session"]

ERRORS = 3
"""Least severity of what is logged: warnings are about the file, which is ours."""

onnxruntime.disable_telemetry_events()  # also where somebody imported it before `environment` could forbid it


def session(weights: bytes, *, threads: int = 0) -> Session:
    """Load a network.

    Parameters
    ----------
    weights : bytes
        Contents of an ONNX file.
    threads : int
        How many share an operation; 0 is one per core.

    Returns
    -------
    onnxruntime.InferenceSession
        Safe to be run from several threads.
    """
    options = onnxruntime.SessionOptions()
    options.log_severity_level = ERRORS
    options.intra_op_num_threads = threads
    return Session(weights, options, providers=["CPUExecutionProvider"])
