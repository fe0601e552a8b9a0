"""Chebyshev coefficients of the scaled normal tail, printed for assembly/special.ts.

F(t) = (1 + 2x) exp(x*x/2) Q(x), with Q(x) = 1 - Phi(x), x >= 0 and t = (x - a)/(x + a), a = 5. The form, a scaled tail in a
mapped variable, is that of Schonfelder (1978), "Chebyshev expansions for the error and related functions".
Needs mpmath only: python3 normal-tail.py
"""

from mpmath import mp, mpf, cos, pi, erfc, exp, sqrt

mp.dps = 60
A, TERMS, NODES = mpf(5), 31, 200


def scaled_tail(t):
    x = A * (1 + t) / (1 - t)
    if x > 5000:  # two terms of the asymptotic series are exact to more digits than we print
        return (1 + 2 * x) / (x * sqrt(2 * pi)) * (1 - 1 / x**2 + 3 / x**4)
    return (1 + 2 * x) * exp(x * x / 2) * erfc(x / sqrt(2)) / 2


angles = [pi * (k + mpf(1) / 2) / NODES for k in range(NODES)]
values = [scaled_tail(cos(a)) for a in angles]
for n in range(TERMS):
    c = 2 * sum(v * cos(n * a) for v, a in zip(values, angles)) / NODES
    print(mp.nstr(c / 2 if n == 0 else c, 20) + ",")
