"""Verification of float32 functions over all of their 2^32 inputs, or over a part of them."""

from __future__ import annotations

from codegen.verification.compiled import float32_array, float32_loop
from codegen.verification.float32_inputs import EXHAUSTIVE, BitRange, Inputs, Sample, binade
from codegen.verification.judgement import Floats, Function
from codegen.verification.references import REFERENCES, Reference, reference_named
from codegen.verification.result import Verification
from codegen.verification.special_values import SpecialValue, special_values
from codegen.verification.sweep import verify

__all__ = [
    "EXHAUSTIVE", "REFERENCES", "BitRange", "Floats", "Function", "Inputs", "Reference",
    "Sample", "SpecialValue", "Verification", "binade", "float32_array", "float32_loop",
    "reference_named", "special_values", "verify",
]  # fmt: skip
