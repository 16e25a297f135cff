"""What CVODE calls, in C, and the functions of SUNDIALS that are called (version 7).

A right side and Jacobian-vector products in machine code need no Python between CVODE and the
kernels. The preconditioner solves by the factors of ``I − γ J``, or by whatever ``otherwise`` does.
"""

from __future__ import annotations

import re

SUNDIALS = """
int SUNContext_Create(int communicator, void **context);
void SUNContext_Free(void **context);
int SUNContext_ClearErrHandlers(void *context);
void *N_VMake_Serial(int size, double *numbers, void *context);
double *N_VGetArrayPointer(void *vector);
void N_VDestroy(void *vector);
void *SUNLinSol_SPGMR(void *vector, int preconditioned, int dimension, void *context);
int SUNLinSolFree(void *solver);
void *CVodeCreate(int method, void *context);
void CVodeFree(void **memory);
int CVodeInit(void *memory, void *slopes, double start, void *vector);
int CVodeSStolerances(void *memory, double rtol, double atol);
int CVodeSVtolerances(void *memory, double rtol, void *atol);
int CVodeSetUserData(void *memory, void *data);
int CVodeSetMaxNumSteps(void *memory, long most);
int CVodeSetMaxHnilWarns(void *memory, int most);
int CVodeSetMaxStep(void *memory, double largest);
int CVodeSetStopTime(void *memory, double end);
int CVodeSetLinearSolver(void *memory, void *solver, void *matrix);
int CVodeSetJacTimes(void *memory, void *setup, void *times);
int CVodeSetPreconditioner(void *memory, void *setup, void *solve);
int CVode(void *memory, double end, void *vector, double *reached, int task);
int CVodeGetNumSteps(void *memory, long *count);
int CVodeGetNumRhsEvals(void *memory, long *count);
"""
"""Vectors, solvers and the rest are ``void *`` here; reals are doubles and indices ints."""

FUNCTIONS = tuple(re.findall(r"(\w+)\(", SUNDIALS))
"""Their names."""

DECLARATIONS = """
typedef void (*symnum_kernel)(const double *const *in, double *work, double *const *out);
typedef struct {
    symnum_kernel kernel;
    const double **arguments;
    double *work;
    int direction;
} symnum_call;
typedef struct {
    double *(*numbers)(void *vector);
    symnum_call slopes, product;
    double time;
    int size;
    const int *starts, *rows, *order;
    const double *entries;
    const symnum_lu_places *places;
    const double *l, *u, *inverse;
    double *moved;
    int (*otherwise)(double *x);
} symnum_cvode;
int symnum_cvode_slopes(double t, void *y, void *slopes, void *data);
int symnum_cvode_product(void *v, void *result, double t, void *y, void *slopes, void *data,
                         void *scratch);
int symnum_cvode_matrix(void *v, void *result, double t, void *y, void *slopes, void *data,
                        void *scratch);
int symnum_cvode_solve(double t, void *y, void *slopes, void *right, void *result, double gamma,
                       double delta, int side, void *data);
"""
"""After those of :mod:`codegen.simulation.factors_c`, as :data:`SOURCE` after its source."""

SOURCE = (
    DECLARATIONS
    + """
static void call(symnum_cvode *self, const symnum_call *to, double t, void *y, void *result)
{
    double *out[1] = {self->numbers(result)};
    self->time = t;
    to->arguments[0] = &self->time;
    to->arguments[1] = self->numbers(y);
    to->kernel(to->arguments, to->work, out);
}

/* 1, which asks for a smaller step, where a slope has no finite value. */
int symnum_cvode_slopes(double t, void *y, void *slopes, void *data)
{
    symnum_cvode *self = data;
    const double *made = self->numbers(slopes);
    int undefined = 0;
    call(self, &self->slopes, t, y, slopes);
    for (int i = 0; i < self->size; ++i) undefined |= !(fabs(made[i]) < INFINITY);
    return undefined;
}

int symnum_cvode_product(void *v, void *result, double t, void *y, void *slopes, void *data,
                         void *scratch)
{
    symnum_cvode *self = data;
    (void)slopes, (void)scratch;
    self->product.arguments[self->product.direction] = self->numbers(v);
    call(self, &self->product, t, y, result);
    return 0;
}

/* By the Jacobian that was found last. */
int symnum_cvode_matrix(void *v, void *result, double t, void *y, void *slopes, void *data,
                        void *scratch)
{
    const symnum_cvode *self = data;
    const double *x = self->numbers(v);
    double *out = self->numbers(result);
    (void)t, (void)y, (void)slopes, (void)scratch;
    for (int i = 0; i < self->size; ++i) out[i] = 0.0;
    for (int j = 0; j < self->size; ++j)
        for (int p = self->starts[j]; p < self->starts[j + 1]; ++p)
            out[self->rows[p]] += self->entries[p] * x[j];
    return 0;
}

int symnum_cvode_solve(double t, void *y, void *slopes, void *right, void *result, double gamma,
                       double delta, int side, void *data)
{
    const symnum_cvode *self = data;
    const double *b = self->numbers(right);
    double *x = self->numbers(result);
    int failed = 0;
    (void)t, (void)y, (void)slopes, (void)gamma, (void)delta, (void)side;
    for (int i = 0; i < self->size; ++i) self->moved[i] = b[self->order[i]];
    if (self->l != NULL)
        symnum_lu_solve(self->places, self->l, self->u, self->inverse, self->moved);
    else
        failed = self->otherwise(self->moved);
    for (int i = 0; i < self->size; ++i) x[self->order[i]] = self->moved[i];
    return failed;
}
"""
)
