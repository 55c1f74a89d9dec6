/* Fused elementwise maps: block by block through registers that stay in the first-level cache. */
#include "angles.h"
#include "math.h"
#include "remainder.h"
#include "threads.h"

/* Towards 0, saturating; NaN becomes 0. */
INLINE int32_t real_to_int(double x) {
  return x != x ? 0 : x >= 2147483647.0 ? INT32_MAX : x <= -2147483648.0 ? INT32_MIN : (int32_t)x;
}
INLINE double truncated(double x) { return (double)real_to_int(x); }

/* A map and where it runs. */
struct map {
  byte *arena;
  const int32_t *words;
};

/* Simple steps for one element: loads, stores and functions, of which the elementary ones cost more. */
static int step_cost(const int32_t *w) {
  int cost = 2 * w[1] + 2 * w[3];
  const int32_t *code = w + 5 + 4 * w[1];
  for (int c = 0; c < w[2]; c++, code += 5)
    switch (code[0]) {
      case FN_DIV: case FN_SQRT: case FN_MOD: cost += 4; break;
      case FN_EXP: case FN_EXPM1: case FN_LOG: case FN_LOG1P: case FN_POW: case FN_SIGMOID: case FN_TANH: case FN_ERF: case FN_SIN: case FN_COS: case FN_ATAN2:
        cost += 20; break;
      default: cost++;
    }
  return cost;
}

#define REAL
#define ADD(a, b) ((a) + (b))
#define SUB(a, b) ((a) - (b))
#define MUL(a, b) ((a) * (b))
#define NEG(a) (-(a))
#define LARGER(a, b) MAXIMUM(a, b)
#define SMALLER(a, b) MINIMUM(a, b)
#define TRUNC(a) truncated(a)
#define TO_INT(a) real_to_int(a)

#define T float
#define N(name) name##_f32
#define OWN_TYPE TYPE_F32
#define SQRT __builtin_sqrtf
#define EXP exp_single
#include "map.inc"
#undef T
#undef N
#undef OWN_TYPE
#undef SQRT
#undef EXP

#define T double
#define N(name) name##_f64
#define OWN_TYPE TYPE_F64
#define SQRT __builtin_sqrt
#define EXP exp_
#include "map.inc"
#undef T
#undef N
#undef OWN_TYPE
#undef SQRT
#undef EXP
#undef REAL
#undef ADD
#undef SUB
#undef MUL
#undef NEG
#undef LARGER
#undef SMALLER
#undef TRUNC
#undef TO_INT

/* Integers wrap, as JavaScript's Int32Array does. */
#define ADD(a, b) ((int32_t)((uint32_t)(a) + (uint32_t)(b)))
#define SUB(a, b) ((int32_t)((uint32_t)(a) - (uint32_t)(b)))
#define MUL(a, b) ((int32_t)((uint32_t)(a) * (uint32_t)(b)))
#define NEG(a) SUB(0, a)
#define LARGER(a, b) ((a) > (b) ? (a) : (b))
#define SMALLER(a, b) ((a) < (b) ? (a) : (b))
#define TRUNC(a) (a)
#define TO_INT(a) (a)
#define T int32_t
#define N(name) name##_i32
#define OWN_TYPE TYPE_I32
#include "map.inc"

void run_map(byte *arena, const int32_t *w) {
  switch (w[0]) {
    case TYPE_F32: run_f32(arena, w + 1); break;
    case TYPE_F64: run_f64(arena, w + 1); break;
    case TYPE_I32: run_i32(arena, w + 1); break;
  }
}

void run_map_part(byte *arena, const int32_t *w, int from, int to) {
  switch (w[0]) {
    case TYPE_F32: elements_f32(arena, w + 1, from, to); break;
    case TYPE_F64: elements_f64(arena, w + 1, from, to); break;
    case TYPE_I32: elements_i32(arena, w + 1, from, to); break;
  }
}
