"""Kernels: programs as code for C, NumPy and JAX, with certificates."""

from __future__ import annotations

from codegen.kernels.build import CompilationError, CompiledProgram
from codegen.kernels.certificate import Certificate, CertificateRefuted, certify, verify_kernel
from codegen.kernels.expressions import CompiledExpression, compile_terms
from codegen.kernels.kernel import (
    TARGETS,
    Kernel,
    compiled,
    emit,
    kernel,
    target_named,
    traceable,
)
from codegen.kernels.targets import C, Target, TargetRow

__all__ = [
    "TARGETS", "C", "Certificate", "CertificateRefuted", "CompilationError",
    "CompiledExpression", "CompiledProgram", "Kernel", "Target", "TargetRow", "certify",
    "compile_terms", "compiled", "emit", "kernel", "target_named", "traceable", "verify_kernel",
]  # fmt: skip
