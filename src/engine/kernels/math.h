/*
 * Elementary functions without branches, so that loops over them become vector code. In double precision; single
 * precision computes in double and rounds once. Reduction and polynomials after fdlibm (Sun Microsystems 1993).
 */
#pragma once
#include "base.h"

INLINE double bits_to_double(uint64_t u) { double d; __builtin_memcpy(&d, &u, 8); return d; }
INLINE uint64_t double_to_bits(double d) { uint64_t u; __builtin_memcpy(&u, &d, 8); return u; }

#define INFINITE __builtin_inf()
#define NOT_A_NUMBER __builtin_nan("")

INLINE double abs_(double x) { return bits_to_double(double_to_bits(x) & 0x7fffffffffffffffull); }

/* 2^k for -1022 <= k <= 1023 */
INLINE double power_of_two(int64_t k) { return bits_to_double((uint64_t)(k + 1023) << 52); }

/* The nearest integer, as a double and as an integer, for |x| < 2^51. */
#define ROUNDING 6755399441055744.0 /* 1.5 * 2^52 */
INLINE double nearest(double x, int64_t *k) {
  double shifted = x + ROUNDING;
  *k = (int64_t)(double_to_bits(shifted) - double_to_bits(ROUNDING));
  return shifted - ROUNDING;
}

/* a - b and what rounding it lost (Knuth). */
INLINE double difference(double a, double b, double *lost) {
  double d = a - b, back = d - a;
  *lost = (a - (d - back)) - (b + back);
  return d;
}

/* The nearest integer of any number, the even one of two that are as near; 0 keeps the sign. */
INLINE double round_(double x) {
  double a = abs_(x), y = a < 4503599627370496.0 ? (a + 4503599627370496.0) - 4503599627370496.0 : a;
  return double_to_bits(x) >> 63 ? -y : y;
}

/* e^r - 1 for |r| <= ln 2 / 2; `low` corrects r. */
INLINE double expm1_reduced(double r, double low) {
  double t = r * r;
  double c = r - t * (1.66666666666666019037e-01 + t * (-2.77777777770155933842e-03 + t * (6.61375632143793436117e-05 +
             t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))));
  /* e^x = 1 + (x + x c / (2 - c)) for the unrounded x = r; the correction enters to first order */
  return (r * c / (2.0 - c)) - low * (1.0 + r) + r;
}

/* x = k ln 2 + r - low */
INLINE double reduce_exp(double x, int64_t *k, double *low) {
  double n = nearest(x * 1.44269504088896338700e+00, k);
  *low = n * 1.90821492927058770002e-10;
  return x - n * 6.93147180369123816490e-01;
}

INLINE double exp_(double x) {
  double limited = x > 709.8 ? 709.8 : x < -746.0 ? -746.0 : x;
  limited = x != x ? 0.0 : limited;
  int64_t k;
  double low;
  double hi = reduce_exp(limited, &k, &low);
  double r = hi - low;
  double y = 1.0 + expm1_reduced(r, low - (hi - r));
  int64_t half = k >> 1; /* in two factors, so that subnormal results are rounded once */
  y = y * power_of_two(half) * power_of_two(k - half);
  y = x > 709.782712893383973096 ? INFINITE : x < -745.13321910194110842 ? 0.0 : y;
  return x != x ? x : y;
}

/* For results in single precision: near enough in double, and what is too large or too small for them is so here. */
INLINE double exp_single(double x) {
  double above = x < -110.0 ? -110.0 : x, limited = above > 90.0 ? 90.0 : above;
  int64_t k;
  double r = limited - nearest(limited * 1.44269504088896338700e+00, &k) * 6.93147180559945309417e-01;
  double y = 1.0 + r * (1.0 + r * (1.0 / 2 + r * (1.0 / 6 + r * (1.0 / 24 + r * (1.0 / 120 + r * (1.0 / 720 + r *
             (1.0 / 5040 + r * (1.0 / 40320))))))));
  return y * power_of_two(k); /* NaN stays NaN, whatever k is */
}

INLINE double expm1_(double x) {
  double limited = x > 709.8 ? 709.8 : x < -50.0 ? -50.0 : x;
  limited = x != x ? 0.0 : limited;
  int64_t k;
  double low;
  double hi = reduce_exp(limited, &k, &low);
  double r = hi - low;
  double q = expm1_reduced(r, low - (hi - r));
  int64_t half = k >> 1;
  double a = power_of_two(half), b = power_of_two(k - half);
  double y = k == 0 ? q : k > 56 ? (q + 1.0) * a * b : q * a * b + (a * b - 1.0);
  y = x > 709.782712893383973096 ? INFINITE : y;
  y = abs_(x) < 1e-300 ? x : y;
  return x != x ? x : y;
}

/* ln(1 + f) for x = 2^k (1 + f), sqrt(1/2) <= 1 + f < sqrt(2); `c` corrects x. */
INLINE double log_with(double x, double c) {
  double scaled = x < 2.2250738585072014e-308 ? x * 18014398509481984.0 : x; /* 2^54: subnormals */
  int64_t k = x < 2.2250738585072014e-308 ? -54 : 0;
  uint64_t bits = double_to_bits(scaled);
  uint64_t high = (bits >> 32) + (0x3ff00000u - 0x3fe6a09eu);
  k += (int64_t)(high >> 20) - 0x3ff;
  double m = bits_to_double((((high & 0x000fffffu) + 0x3fe6a09eu) << 32) | (bits & 0xffffffffull));
  double f = m - 1.0;
  double s = f / (2.0 + f), z = s * s, w = z * z;
  double t1 = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
  double t2 = z * (6.666666666666735130e-01 + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
  double half = 0.5 * f * f, n = (double)k;
  double y = n * 6.93147180369123816490e-01 - ((half - (s * (half + (t1 + t2)) + (n * 1.90821492927058770002e-10 + c))) - f);
  y = x == INFINITE ? INFINITE : y;
  y = x == 0.0 ? -INFINITE : y;
  return x < 0.0 || x != x ? NOT_A_NUMBER : y;
}
INLINE double log_(double x) { return log_with(x, 0.0); }
INLINE double log1p_(double x) {
  double u = 1.0 + x;
  double lost = x > 1.0 ? 1.0 - (u - x) : x - (u - 1.0); /* what rounding 1 + x lost */
  double y = log_with(u, u == INFINITE || u <= 0.0 ? 0.0 : lost / u);
  return abs_(x) < 1e-17 ? x : y;
}

INLINE double tanh_(double x) {
  double e = expm1_(-2.0 * abs_(x));
  double y = -e / (e + 2.0);
  return x < 0.0 ? -y : x == 0.0 ? x : y;
}
/* `e` is e^-|x|. */
INLINE double sigmoid_(double x, double e) {
  return x >= 0.0 ? 1.0 / (1.0 + e) : x < 0.0 ? e / (1.0 + e) : x;
}

/*
 * Rational approximations around 0, around 1 and of the logarithm of what is missing to 1 (fdlibm, s_erf.c); of the
 * three quotients only the one that counts is divided. Beyond 6 nothing is missing.
 */
INLINE double erf_(double x) {
  double a = abs_(x), t = a < 6.0 ? a : 6.0, z = t * t;
  int near_0 = t < 0.84375, near_1 = t < 1.25;
  double p = 1.28379167095512558561e-01 + z * (-3.25042107247001499370e-01 + z * (-2.84817495755985104766e-02 +
             z * (-5.77027029648944159157e-03 + z * -2.37630166566501626084e-05)));
  double q = 1.0 + z * (3.97917223959155352819e-01 + z * (6.50222499887672944485e-02 + z * (5.08130628187576562776e-03 +
             z * (1.32494738004321644526e-04 + z * -3.96022827877536812320e-06))));
  double s = t - 1.0;
  double p1 = -2.36211856075265944077e-03 + s * (4.14856118683748331666e-01 + s * (-3.72207876035701323847e-01 +
              s * (3.18346619901161753674e-01 + s * (-1.10894694282396677476e-01 + s * (3.54783043256182359371e-02 +
              s * -2.16637559486879084300e-03)))));
  double q1 = 1.0 + s * (1.06420880400844228286e-01 + s * (5.40397917702171048937e-01 + s * (7.18286544141962662868e-02 +
              s * (1.26171219808761642112e-01 + s * (1.36370839120290507362e-02 + s * 1.19844998467991074170e-02)))));
  double w = 1.0 / (near_1 ? 1.0 : z);
  double p2 = -9.86494403484714822705e-03 + w * (-6.93858572707181764372e-01 + w * (-1.05586262253232909814e+01 +
              w * (-6.23753324503260060396e+01 + w * (-1.62396669462573470355e+02 + w * (-1.84605092906711035994e+02 +
              w * (-8.12874355063065934246e+01 + w * -9.81432934416914548592e+00))))));
  double q2 = 1.0 + w * (1.96512716674392571292e+01 + w * (1.37657754143519042600e+02 + w * (4.34565877475229228821e+02 +
              w * (6.45387271733267880336e+02 + w * (4.29008140027567833386e+02 + w * (1.08635005541779435134e+02 +
              w * (6.57024977031928170135e+00 + w * -6.04244152148580987438e-02)))))));
  double quotient = (near_0 ? p : near_1 ? p1 : p2) / (near_0 ? q : near_1 ? q1 : q2);
  double missing = exp_(quotient - z - 0.5625) / (near_1 ? 1.0 : t);
  double y = near_1 ? 8.45062911510467529297e-01 + quotient : 1.0 - missing;
  y = x < 0.0 ? -y : y;
  y = near_0 ? x + x * quotient : y;
  return x != x ? x : y;
}

/* x without its lower 32 bits, so that products of two such numbers are exact. */
INLINE double high_part(double x) { return bits_to_double(double_to_bits(x) & 0xffffffff00000000ull); }

/* x^y for 0 < x < infinity and any number y: log2(x) as high + low, times y in parts, and 2 to that (fdlibm, e_pow.c). */
INLINE double pow_positive(double x, double y) {
  /* x = 2^n (1 + ...), between sqrt(3)/2 and sqrt(3); `middle` is 1 or 3/2, whichever is nearer */
  int small = x < 2.2250738585072014e-308;
  uint64_t bits = double_to_bits(small ? x * 9007199254740992.0 : x); /* 2^53: subnormals */
  int64_t n = (int64_t)(bits >> 52) - 1023 - (small ? 53 : 0);
  uint64_t fraction = (bits >> 32) & 0xfffff;
  int upper = fraction >= 0xbb67a, around = fraction > 0x3988e && !upper;
  n += upper;
  double m = bits_to_double((bits & 0xfffffffffffffull) | ((uint64_t)(upper ? 0x3fe : 0x3ff) << 52));
  double middle = around ? 1.5 : 1.0;
  /* s = (m - middle) / (m + middle), in two parts */
  double u = m - middle, v = 1.0 / (m + middle), s = u * v;
  double s_high = high_part(s), sum = m + middle, sum_high = high_part(sum), sum_low = m - (sum_high - middle);
  double s_low = v * ((u - s_high * sum_high) - s_high * sum_low);
  /* log of m by middle, in units of 2/3 */
  double z = s * s;
  double r = z * z * (5.99999999999994648725e-01 + z * (4.28571428578550184252e-01 + z * (3.33333329818377432918e-01 +
             z * (2.72728123808534006489e-01 + z * (2.30660745775561754067e-01 + z * 2.06975017800338417784e-01)))));
  r += s_low * (s_high + s);
  z = s_high * s_high;
  double t_high = high_part(3.0 + z + r), t_low = r - ((t_high - 3.0) - z);
  u = s_high * t_high;
  v = s_low * t_high + t_low * s;
  double p_high = high_part(u + v), p_low = v - (p_high - u);
  /* log2(x) = n + log2(middle) + 2/(3 ln 2) (p_high + p_low) */
  double z_high = 9.61796700954437255859e-01 * p_high;
  double z_low = -7.02846165095275826516e-09 * p_high + p_low * 9.61796693925975554329e-01 + (around ? 1.35003920212974897128e-08 : 0.0);
  double of_middle = around ? 5.84962487220764160156e-01 : 0.0, whole = (double)n;
  double log_high = high_part(((z_high + z_low) + of_middle) + whole);
  double log_low = z_low - (((log_high - whole) - of_middle) - z_high);
  /* times y; beyond 2^65 all but 1 overflow or vanish */
  y = y > 36893488147419103232.0 ? 36893488147419103232.0 : y < -36893488147419103232.0 ? -36893488147419103232.0 : y;
  double y_high = high_part(y);
  double low = (y - y_high) * log_high + y * log_low, high = y_high * log_high, exponent = low + high;
  /* 2^(high + low) */
  double limited = exponent > 1100.0 ? 1100.0 : exponent < -1100.0 ? -1100.0 : exponent;
  int64_t k;
  double nearest_k = nearest(limited, &k);
  double fraction_high = high - nearest_k, t = high_part(low + fraction_high);
  u = t * 6.93147182464599609375e-01;
  v = (low - (t - fraction_high)) * 6.93147180559945286227e-01 + t * -1.90465429995776804525e-09;
  z = u + v;
  double w = v - (z - u), c;
  t = z * z;
  c = z - t * (1.66666666666666019037e-01 + t * (-2.77777777770155933842e-03 + t * (6.61375632143793436117e-05 +
          t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))));
  r = (z * c) / (c - 2.0) - (w + z * w);
  double power = 1.0 - (r - z);
  int64_t half = k >> 1;
  power = power * power_of_two(half) * power_of_two(k - half);
  return exponent > 1050.0 ? INFINITE : exponent < -1100.0 ? 0.0 : power;
}

/* x^y as JavaScript has it: whole powers of negative numbers, zeros and infinities; 1 to an infinite power is NaN. */
INLINE double pow_(double x, double y) {
  double size = abs_(x), whole = __builtin_trunc(y);
  int is_whole = whole == y, odd = is_whole && __builtin_trunc(0.5 * y) != 0.5 * y;
  double r = pow_positive(size, y);
  r = size == 0.0 ? (y > 0.0 ? 0.0 : INFINITE) : size == INFINITE ? (y > 0.0 ? INFINITE : 0.0) : r;
  r = size == 1.0 && y - y != 0.0 ? NOT_A_NUMBER : r;
  r = x < 0.0 && x != -INFINITE && !is_whole ? NOT_A_NUMBER : r;
  r = (double_to_bits(x) >> 63) && odd ? -r : r;
  r = x != x ? x : r;
  return y == 0.0 ? 1.0 : y != y ? y : r;
}
