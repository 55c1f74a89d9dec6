/* Fused elementwise maps: block by block through registers that stay in the first-level cache. */
#include "math.h"

/* Towards 0, saturating; NaN becomes 0. */
INLINE int32_t real_to_int(double x) {
  return x != x ? 0 : x >= 2147483647.0 ? INT32_MAX : x <= -2147483648.0 ? INT32_MIN : (int32_t)x;
}
INLINE double truncated(double x) { return (double)real_to_int(x); }

#define REAL
#define ADD(a, b) ((a) + (b))
#define SUB(a, b) ((a) - (b))
#define MUL(a, b) ((a) * (b))
#define TRUNC(a) truncated(a)
#define TO_INT(a) real_to_int(a)

#define T float
#define N(name) name##_f32
#define OWN_TYPE TYPE_F32
#define SQRT __builtin_sqrtf
#include "map.inc"
#undef T
#undef N
#undef OWN_TYPE
#undef SQRT

#define T double
#define N(name) name##_f64
#define OWN_TYPE TYPE_F64
#define SQRT __builtin_sqrt
#include "map.inc"
#undef T
#undef N
#undef OWN_TYPE
#undef SQRT
#undef REAL
#undef ADD
#undef SUB
#undef MUL
#undef TRUNC
#undef TO_INT

/* Integers wrap, as JavaScript's Int32Array does. */
#define ADD(a, b) ((int32_t)((uint32_t)(a) + (uint32_t)(b)))
#define SUB(a, b) ((int32_t)((uint32_t)(a) - (uint32_t)(b)))
#define MUL(a, b) ((int32_t)((uint32_t)(a) * (uint32_t)(b)))
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
