/* Remainders with the sign of the divisor, exact as JavaScript's `%` is before the sign is changed. */
#pragma once
#include "math.h"

/* a - b * trunc(a / b) for any a >= 0 and b >= 0, by integer division, eleven bits of the quotient at a time. */
static double far_remainder(double a, double b) {
  if (!(a < INFINITE) || !(b > 0.0)) return NOT_A_NUMBER;
  if (a < b) return a;
  uint64_t p = double_to_bits(a), q = double_to_bits(b);
  int e = (int)(p >> 52), f = (int)(q >> 52);
  p &= 0xfffffffffffffull, q &= 0xfffffffffffffull;
  if (e > 0) p |= 0x10000000000000ull; else e = 1;
  if (f > 0) q |= 0x10000000000000ull; else f = 1;
  p %= q;
  for (int left = e - f; left > 0 && p != 0; left -= 11) p = (p << least(left, 11)) % q;
  int scale = f - 1075, half = scale / 2; /* in two factors, so that both are normal numbers */
  return (double)p * power_of_two(half) * power_of_two(scale - half);
}

/* Sizes of which the quotient has 21 bits at most, so that its products with both parts of the divisor are exact. */
INLINE int is_far_quotient(double a, double b) {
  double c = abs_(a), d = abs_(b);
  return !(c < 2097151.0 * d && d > 1e-250 && d < 1e250);
}
/* A remainder of sizes with the signs of both numbers. */
INLINE double with_signs(double r, double a, double b) {
  double y = a < 0.0 ? -r : r;
  y = y != 0.0 && (y < 0.0) != (b < 0.0) ? y + b : y;
  return y == 0.0 ? (double_to_bits(b) >> 63 ? -0.0 : 0.0) : y;
}
INLINE double near_mod(double a, double b) {
  double c = abs_(a), d = abs_(b), high = high_part(d), q = __builtin_floor(c / d);
  double lost, left = difference(c, q * high, &lost), r = (left - q * (d - high)) + lost;
  r = r < 0.0 ? r + d : r;
  r = r >= d ? r - d : r;
  return with_signs(r, a, b);
}
INLINE double far_mod(double a, double b) {
  return a != a || b != b ? NOT_A_NUMBER : with_signs(far_remainder(abs_(a), abs_(b)), a, b);
}

/* Of whole numbers; by 0 it is 0. */
INLINE int32_t whole_mod(int32_t a, int32_t b) {
  int32_t r = b == 0 || b == -1 ? 0 : a % b;
  return r != 0 && (r ^ b) < 0 ? r + b : r;
}
