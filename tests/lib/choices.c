#include "lib/choices.h"

#include <stdlib.h>

#define K CHOICES_DEPTH
#define UNKNOWNS (K * K)

/* Gauss with the largest pivot: solves matrix x = right, in place. */
static void
solve(double *matrix, double *right, size_t n)
{
	for (size_t step = 0; step < n; step++) {
		size_t best = step;

		for (size_t row = step; row < n; row++)
			if (matrix[row * n + step] * matrix[row * n + step] >
			    matrix[best * n + step] * matrix[best * n + step])
				best = row;
		for (size_t col = 0; col < n; col++) {
			double swap = matrix[step * n + col];

			matrix[step * n + col] = matrix[best * n + col];
			matrix[best * n + col] = swap;
		}
		{
			double swap = right[step];

			right[step] = right[best];
			right[best] = swap;
		}
		for (size_t row = 0; row < n; row++) {
			double by = matrix[row * n + step] / matrix[step * n + step];

			if (row == step || (by <= 0 && by >= 0))
				continue;
			for (size_t col = step; col < n; col++)
				matrix[row * n + col] -= by * matrix[step * n + col];
			right[row] -= by * right[step];
		}
	}
	for (size_t row = 0; row < n; row++)
		right[row] /= matrix[row * n + row];
}

/* Variances of the shares times the number of servers: A W + W A' + Q = 0, A the slope of the drift
 * at the fixed point, Q how often each share goes up or down. */
static void
variances(double load, const double shares[K + 2], const double slopes[K + 2], double out[K + 1])
{
	double *matrix = calloc(UNKNOWNS * UNKNOWNS, sizeof(*matrix));
	double *right = calloc(UNKNOWNS, sizeof(*right)), a[K + 1][K + 1] = { { 0 } };

	for (size_t k = 1; k <= K; k++) {
		a[k][k] = -load * slopes[k] - 1;
		if (k > 1)
			a[k][k - 1] = load * slopes[k - 1];
		if (k < K)
			a[k][k + 1] = 1;
	}
	for (size_t i = 1; i <= K; i++)
		for (size_t j = 1; j <= K; j++) {
			double *row = &matrix[((i - 1) * K + j - 1) * UNKNOWNS];

			for (size_t m = 1; m <= K; m++) {
				row[(m - 1) * K + j - 1] += a[i][m];
				row[(i - 1) * K + m - 1] += a[j][m];
			}
			if (i == j)
				right[(i - 1) * K + j - 1] = -2 * (shares[i] - shares[i + 1]);
		}
	solve(matrix, right, UNKNOWNS);
	for (size_t k = 1; k <= K; k++)
		out[k] = right[(k - 1) * K + k - 1];
	out[0] = 0;
	free(matrix);
	free(right);
}

void
choices_shares(double load, size_t servers, double shares[K + 1])
{
	double others = (double)servers - 1, x[K + 2] = { 1 }, slopes[K + 2] = { 0 };
	double w[K + 1], more = 0;

	/* both of two different servers have k: x^2 - x (1 - x) / (N - 1) */
	for (size_t k = 0; k <= K; k++) {
		double both = x[k] * x[k] - x[k] * (1 - x[k]) / others;

		slopes[k] = 2 * x[k] - (1 - 2 * x[k]) / others;
		x[k + 1] = both > 0 ? load * both : 0;
	}
	variances(load, x, slopes, w);
	shares[0] = 1;
	for (size_t k = 1; k <= K; k++) {
		more = load * (slopes[k - 1] * more + (1 + 1 / others) * w[k - 1]);
		/* where there is next to nobody the term of 1/N may be below it */
		shares[k] = x[k] + more / (double)servers > 0 ? x[k] + more / (double)servers : 0;
	}
}

double
choices_time(double load, size_t servers)
{
	double shares[K + 1], inside = 0;

	choices_shares(load, servers, shares);
	for (size_t k = 1; k <= K; k++)
		inside += shares[k];
	return inside / load;
}
