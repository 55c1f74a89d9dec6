/* Sine, cosine and the angle of a point. Reduction and polynomials after fdlibm (Sun Microsystems 1993). */
#pragma once
#include "math.h"

/* Up to here the multiple of pi/2 has 20 bits, so that its products with parts of 33 bits are exact (Cody and Waite). */
#define NEAR_ANGLE 1647099.0

/* An angle in [-pi/4, pi/4], as high + low, and the quarter turns that were taken from it. */
struct angle {
  double high, low;
  int64_t quarters;
};

INLINE double sin_reduced(double x, double low) {
  double z = x * x, v = z * x;
  double r = 8.33333333332248946124e-03 + z * (-1.98412698298579493134e-04 + z * (2.75573137070700676789e-06 +
             z * (-2.50507602534068634195e-08 + z * 1.58969099521155010221e-10)));
  return x - ((z * (0.5 * low - v * r) - low) - v * -1.66666666666666324348e-01);
}
INLINE double cos_reduced(double x, double low) {
  double z = x * x, half = 0.5 * z, w = 1.0 - half;
  double r = z * (4.16666666666666019037e-02 + z * (-1.38888888888741095749e-03 + z * (2.48015872894767294178e-05 +
             z * (-2.75573143513906633035e-07 + z * (2.08757232129817482790e-09 + z * -1.13596475577881948265e-11)))));
  return w + (((1.0 - w) - half) + (z * r - x * low));
}
INLINE double sin_of(struct angle a, int64_t turned) {
  int64_t quarters = a.quarters + turned;
  double s = sin_reduced(a.high, a.low), c = cos_reduced(a.high, a.low);
  double y = quarters & 1 ? c : s;
  return quarters & 2 ? -y : y;
}

INLINE struct angle near_angle(double x) {
  struct angle a;
  double n = nearest(x * 6.36619772367581382433e-01, &a.quarters), lost_2, lost_3;
  double first = x - n * 1.57079632673412561417e+00;
  double second = difference(first, n * 6.07710050630396597660e-11, &lost_2);
  double third = difference(second, n * 2.02226624871116645580e-21, &lost_3);
  double rest = (lost_2 + lost_3) - n * 8.47842766036889956997e-32;
  a.high = third + rest;
  a.low = rest - (a.high - third);
  return a;
}
/* For |x| up to NEAR_ANGLE, infinities and NaN. */
INLINE double near_sin(double x, int64_t turned) {
  double limited = abs_(x) <= NEAR_ANGLE ? x : 0.0;
  double y = x == 0.0 && turned == 0 ? x : sin_of(near_angle(limited), turned);
  return abs_(x) < INFINITE ? y : NOT_A_NUMBER;
}

/* 2/pi = 0.0 0 a2f9836e... in base 2^32, after two places of zeros */
static const uint32_t two_over_pi[] = {
  0, 0, 0xa2f9836e, 0x4e441529, 0xfc2757d1, 0xf534ddc0, 0xdb629599, 0x3c439041, 0xfe5163ab, 0xdebbc561, 0xb7246e3a,
  0x424dd2e0, 0x06492eea, 0x09d1921c, 0xfe1deb1c, 0xb129a73e, 0xe88235f5, 0x2ebb4484, 0xe99c7026, 0xb45f7e41, 0x3991d639,
  0x835339f4, 0x9c845f8b, 0xbdf9283b, 0x1ff897ff, 0xde05980f, 0xef2f118b, 0x5a0a6d1f, 0x6d367ecf, 0x27cb09b7, 0x4f463f66,
  0x9e5fea2d, 0x7527bac7, 0xebe5f17b, 0x3d0739f7, 0x8a5292ea, 0x6bfb5fb1, 0x1f8d5d08, 0x56033046,
  0xfc7b6bab,
};
enum { PLACES = 7 };

/*
 * For finite |x| of at least 2^20 (Payne and Hanek): x = m 2^e, and of 2/pi only those 224 bits count whose product with
 * x is below 4: their product with m, without what is above, is x / (2 pi) less whole turns.
 */
static struct angle far_angle(double x) {
  uint64_t bits = double_to_bits(x), m = (bits & 0xfffffffffffffull) | 0x10000000000000ull;
  int at = (int)(bits >> 52 & 0x7ff) - 1075 - 2 + 64, place = at >> 5, shift = at & 31;
  uint32_t turn[PLACES];
  uint64_t carry = 0, upper = 0; /* of m's lower and upper 32 bits */
  uint32_t before = 0;
  for (int i = PLACES - 1; i >= 0; i--) {
    uint64_t both = (uint64_t)two_over_pi[place + i] << 32 | two_over_pi[place + i + 1];
    uint32_t word = (uint32_t)(both << shift >> 32);
    carry += (m & 0xffffffffu) * word;
    upper += (m >> 32) * before;
    uint64_t sum = (carry & 0xffffffffu) + (upper & 0xffffffffu);
    turn[i] = (uint32_t)sum;
    carry = (carry >> 32) + (sum >> 32);
    upper >>= 32;
    before = word;
  }
  /* quarter turns, rounded, and what is left of one, between -1/2 and 1/2 */
  struct angle a = {0.0, 0.0, turn[0] >> 30};
  uint32_t negative = turn[0] >> 29 & 1 ? 0xffffffffu : 0;
  a.quarters += negative & 1;
  uint32_t left[PLACES];
  for (int i = 0; i < PLACES; i++) left[i] = (turn[i] << 2 | (i + 1 < PLACES ? turn[i + 1] >> 30 : 0)) ^ negative;
  int first = 0; /* |fraction| >= 2^-64 for every double, so at least four places follow */
  while (first < PLACES - 4 && left[first] == 0) first++;
  double scale = power_of_two(-32 * (first + 1));
  double v0 = left[first], v1 = left[first + 1] * 0x1p-32, v2 = left[first + 2] * 0x1p-64, v3 = left[first + 3] * 0x1p-96;
  double high = v0 + v1, low = (v1 - (high - v0)) + (v2 + v3);
  /* times pi/2, the exact product in two parts */
  double p = 1.57079632679489655800e+00, p_low = 6.12323399573676603587e-17;
  double h = high_part(high), l = high - h, ph = high_part(p), pl = p - ph;
  double product = high * p, lost = ((h * ph - product) + h * pl + l * ph) + l * pl;
  double sign = (x < 0.0) == (negative != 0) ? scale : -scale;
  lost += high * p_low + low * p;
  a.high = (product + lost) * sign;
  a.low = (lost - ((product + lost) - product)) * sign;
  a.quarters = x < 0.0 ? -a.quarters : a.quarters;
  return a;
}

INLINE int is_far(double x) { return abs_(x) > NEAR_ANGLE && abs_(x) < INFINITE; }
INLINE double far_sin(double x, int64_t turned) { return sin_of(far_angle(x), turned); }

/* The angle of the point (x, y), in [-pi, pi]; zeros and infinities as IEEE 754 has them. */
INLINE double atan2_(double y, double x) {
  double b = abs_(y), c = abs_(x);
  double most = b > c ? b : c, least_ = b > c ? c : b;
  double scale = most > 1e300 ? 0x1p-60 : most < 1e-290 ? 0x1p60 : 1.0; /* so that parts and multiples of it are exact */
  int equal = least_ == most;
  most = equal ? 1.0 : most * scale;
  least_ = equal ? (b == 0.0 ? 0.0 : 1.0) : least_ * scale;
  /* atan(least/most) = offset + atan(t) */
  int to_half = least_ >= 0.4375 * most && most < INFINITE, to_one = least_ >= 0.6875 * most && most < INFINITE;
  double numerator = to_one ? least_ - most : to_half ? 2.0 * least_ - most : least_;
  double denominator = to_one ? least_ + most : to_half ? 2.0 * most + least_ : most;
  double t = numerator / denominator, z = t * t, w = z * z;
  double s1 = z * (3.33333333333329318027e-01 + w * (1.42857142725034663711e-01 + w * (9.09088713343650656196e-02 +
              w * (6.66107313738753120669e-02 + w * (4.97687799461593236017e-02 + w * 1.62858201153657823623e-02)))));
  double s2 = w * (-1.99999999998764832476e-01 + w * (-1.11111104054623557880e-01 + w * (-7.69187620504482999495e-02 +
              w * (-5.83357013379057348645e-02 + w * -3.65315727442169155270e-02))));
  double high = to_one ? 7.85398163397448278999e-01 : 4.63647609000806093515e-01;
  double low = to_one ? 3.06161699786838301793e-17 : 2.26987774529616870924e-17;
  double angle = to_half ? high - ((t * (s1 + s2) - low) - t) : t - t * (s1 + s2);
  angle = b > c ? 1.57079632679489655800e+00 - (angle - 6.12323399573676603587e-17) : angle;
  angle = double_to_bits(x) >> 63 ? 3.14159265358979311600e+00 - (angle - 1.22464679914735317723e-16) : angle;
  angle = double_to_bits(y) >> 63 ? -angle : angle;
  return x != x || y != y ? NOT_A_NUMBER : angle;
}
