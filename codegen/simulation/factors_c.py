"""Sparse LU in C for many matrices with entries in the same places, pivots on the diagonal.

Where fill-in is (``symnum_lu_pattern``) is found once for a pattern, column by column, from what
can be reached through the columns before it (J. R. Gilbert, T. Peierls, Sparse partial pivoting in
time proportional to arithmetic operations, SIAM J. Sci. Stat. Comput. 9 (1988) 862). The numbers
(``symnum_lu_factors``) then take as many operations as there are products, without a search.
"""

from __future__ import annotations

DECLARATIONS = """
typedef struct {
    int size;
    const int *below, *lower, *above, *upper;
} symnum_lu_places;
int symnum_lu_pattern(int size, const int *starts, const int *rows, ptrdiff_t room, double most,
                      int *below, int *lower, int *above, int *upper);
int symnum_lu_factors(const symnum_lu_places *at, const int *starts, const int *rows,
                      const double *entries, double least, double *l, double *u, double *inverse,
                      double *scratch);
void symnum_lu_solve(const symnum_lu_places *at, const double *l, const double *u,
                     const double *inverse, double *x);
"""
"""What :data:`SOURCE` has; all matrices are by columns, rows ascending.

``below`` and ``lower`` say where L has its columns and rows (without the diagonal of ones),
``above`` and ``upper`` the same of U (without its diagonal, of which ``inverse`` is 1 over).
"""

SOURCE = (
    """
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
"""
    + DECLARATIONS
    + """
static int ascending(const void *one, const void *two)
{
    const int a = *(const int *)one, b = *(const int *)two;
    return (a > b) - (a < b);
}

/* One column: what is reached from its rows; gives the ends of the new parts of L and U. */
static void reached(int column, const int *starts, const int *rows, const int *below, int *lower,
                    int *upper, ptrdiff_t *end, int *mark, int *stack, int *next)
{
    for (int p = starts[column]; p < starts[column + 1]; ++p) {
        int depth = -1, row = rows[p];
        for (;;) {
            if (mark[row] != column) {
                mark[row] = column;
                if (row > column) {
                    lower[end[0]++] = row;
                } else {
                    upper[end[1]++] = row;
                    stack[++depth] = row;
                    next[depth] = below[row];
                }
            }
            while (depth >= 0 && next[depth] == below[stack[depth] + 1]) --depth;
            if (depth < 0) break;
            row = lower[next[depth]++];
        }
    }
}

/* 0, or 1 if there is not room for the places, or 2 if a factorisation takes more than `most`
   products for each entry, or if there is no memory. */
int symnum_lu_pattern(int size, const int *starts, const int *rows, ptrdiff_t room, double most,
                      int *below, int *lower, int *above, int *upper)
{
    ptrdiff_t end[2] = {0, 0};
    double products = 0.0;
    int refused = 0, *mark = malloc(3 * sizeof(int) * ((size_t)size + 1));
    if (mark == NULL) return 2;
    int *stack = mark + size + 1, *next = stack + size + 1;
    below[0] = above[0] = 0;
    for (int j = 0; j < size; ++j) mark[j] = -1;
    for (int j = 0; j < size && !refused; ++j) {
        if (end[0] + size > room || end[1] + size > room) {
            refused = 1;
            break;
        }
        mark[j] = j;
        reached(j, starts, rows, below, lower, upper, end, mark, stack, next);
        qsort(lower + below[j], (size_t)(end[0] - below[j]), sizeof(int), ascending);
        qsort(upper + above[j], (size_t)(end[1] - above[j]), sizeof(int), ascending);
        for (ptrdiff_t p = above[j]; p < end[1]; ++p)
            products += below[upper[p] + 1] - below[upper[p]];
        below[j + 1] = (int)end[0];
        above[j + 1] = (int)end[1];
        if (products > most * (double)(end[0] + end[1] + size)) refused = 2;
    }
    free(mark);
    return refused;
}

/* The inverse of the largest entry of each row. */
static void row_weights(int size, const int *starts, const int *rows, const double *entries,
                        double *weights)
{
    for (int i = 0; i < size; ++i) weights[i] = 0.0;
    for (int p = 0; p < starts[size]; ++p)
        weights[rows[p]] = fmax(weights[rows[p]], fabs(entries[p]));
    for (int i = 0; i < size; ++i) weights[i] = 1.0 / weights[i];
}

/* L and U; gives the first column whose pivot is less than `least` of the largest entry that could
   be the pivot instead, each divided by the largest entry of its row (scaled partial pivoting), or
   is 0 or not finite, else the size. scratch: twice the size, zeros. */
int symnum_lu_factors(const symnum_lu_places *at, const int *starts, const int *rows,
                      const double *entries, double least, double *l, double *u, double *inverse,
                      double *scratch)
{
    const int *below = at->below, *lower = at->lower, *above = at->above, *upper = at->upper;
    double *weights = scratch + at->size;
    row_weights(at->size, starts, rows, entries, weights);
    for (int j = 0; j < at->size; ++j) {
        for (int p = starts[j]; p < starts[j + 1]; ++p) scratch[rows[p]] = entries[p];
        for (int p = above[j]; p < above[j + 1]; ++p) {
            const int column = upper[p], end = below[column + 1];
            const double factor = u[p] = scratch[column];
            scratch[column] = 0.0;
            for (int q = below[column]; q < end; ++q) scratch[lower[q]] -= l[q] * factor;
        }
        const double pivot = scratch[j], by = 1.0 / pivot;
        double largest = 0.0;
        scratch[j] = 0.0;
        for (int p = below[j]; p < below[j + 1]; ++p) {
            const double value = scratch[lower[p]];
            scratch[lower[p]] = 0.0;
            largest = fmax(largest, fabs(value) * weights[lower[p]]);
            l[p] = value * by;
        }
        inverse[j] = by;
        if (!(fabs(pivot) * weights[j] >= least * largest && isfinite(by) && isfinite(pivot)))
            return j;
    }
    return at->size;
}

/* x becomes the solution for the right side x. */
void symnum_lu_solve(const symnum_lu_places *at, const double *l, const double *u,
                     const double *inverse, double *x)
{
    const int *below = at->below, *lower = at->lower, *above = at->above, *upper = at->upper;
    for (int j = 0; j < at->size; ++j) {
        const double value = x[j];
        const int end = below[j + 1];
        for (int p = below[j]; p < end; ++p) x[lower[p]] -= l[p] * value;
    }
    for (int j = at->size - 1; j >= 0; --j) {
        const double value = x[j] *= inverse[j];
        const int end = above[j + 1];
        for (int p = above[j]; p < end; ++p) x[upper[p]] -= u[p] * value;
    }
}
"""
)
