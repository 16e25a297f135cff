"""Verification of float32 functions over all of their 2^32 inputs, or over a part of them."""

from __future__ import annotations

from codegen.verification.certificate import (
    Code,
    Float32Certificate,
    c_code,
    comment_of,
    stored_certificate,
    write_certificate,
)
from codegen.verification.compiled import CompiledFloat32, float32_loop
from codegen.verification.float32_inputs import EXHAUSTIVE, BitRange, Inputs, Sample, binade
from codegen.verification.judgement import Floats, Function
from codegen.verification.kernel_check import KernelCheck, check_kernel
from codegen.verification.references import REFERENCES, Reference, reference_named
from codegen.verification.result import Verification
from codegen.verification.special_values import SpecialValue, special_values
from codegen.verification.sweep import first_difference, verify

__all__ = [
    "EXHAUSTIVE", "REFERENCES", "BitRange", "Code", "CompiledFloat32", "Float32Certificate",
    "Floats", "Function", "Inputs", "KernelCheck", "Reference", "Sample", "SpecialValue",
    "Verification", "binade", "c_code", "check_kernel", "comment_of", "first_difference",
    "float32_loop", "reference_named", "special_values", "stored_certificate", "verify",
    "write_certificate",
]  # fmt: skip
