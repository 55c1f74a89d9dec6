/* Runs a program: opcode, number of words that follow, words; from start to end in one call. */
#include "base.h"

EXPORT int32_t fluxion_run(byte *arena, const int32_t *program, int32_t words) {
  for (const int32_t *p = program, *end = program + words; p < end; p += 2 + p[1]) {
    const int32_t *w = p + 2;
    int status = STATUS_DONE;
    switch (p[0]) {
      case OP_MAP: run_map(arena, w); break;
      case OP_REDUCE: run_reduce(arena, w); break;
      case OP_ARG_MAX: run_arg_max(arena, w); break;
      case OP_MATMUL: run_matmul(arena, w); break;
      case OP_READ: run_read(arena, w); break;
      case OP_WRITE: run_write(arena, w); break;
      case OP_FILL: run_fill(arena, w); break;
      case OP_GATHER: status = run_gather(arena, w); break;
      case OP_SCATTER_ADD: status = run_scatter_add(arena, w); break;
      case OP_ONE_HOT: run_one_hot(arena, w); break;
      case OP_RANDOM_UNIFORM: run_random_uniform(arena, w); break;
      case OP_FOLD_IN: run_fold_in(arena, w); break;
      case OP_CONV2D: run_conv2d(arena, w); break;
      case OP_CONV2D_BY_INPUT: run_conv2d_by_input(arena, w); break;
      case OP_CONV2D_BY_WEIGHTS: run_conv2d_by_weights(arena, w); break;
      case OP_MAX_POOL2D: run_max_pool2d(arena, w); break;
      case OP_MAX_POOL2D_BY_INPUT: run_max_pool2d_by_input(arena, w); break;
      case OP_MAX_POOL2D_GATHER: run_max_pool2d_gather(arena, w); break;
      case OP_AVG_POOL2D: run_avg_pool2d(arena, w); break;
      case OP_AVG_POOL2D_BY_INPUT: run_avg_pool2d_by_input(arena, w); break;
      case OP_SCAN: run_scan(arena, w); break;
      case OP_ARG_SORT: run_arg_sort(arena, w); break;
      case OP_TAKE_ALONG_AXIS: status = run_take_along_axis(arena, w); break;
      case OP_ADD_ALONG_AXIS: status = run_add_along_axis(arena, w); break;
    }
    if (status != STATUS_DONE) return status;
  }
  return STATUS_DONE;
}
