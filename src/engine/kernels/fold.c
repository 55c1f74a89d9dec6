/* Many steps of a program in one call: the state stays in the arena, batches are taken from a stack of them. */
#include "base.h"

int32_t fluxion_run(byte *arena, const int32_t *program, int32_t words);

/*
 * `plan`: staging; number of state arrays, then for each: where a step leaves it, where the next one reads it, bytes;
 * number of batch arrays, then for each: where a step reads it, where the first of the stack lies, bytes of one.
 * Places are offsets in the arena. An array that is left nowhere else is copied by way of `staging`, since results may
 * lie in the memory of one another's inputs.
 */
EXPORT int32_t fluxion_fold(byte *arena, const int32_t *program, int32_t words, const int32_t *plan, int32_t steps) {
  int states = plan[1];
  const int32_t *state = plan + 2, *batch = state + 3 * states + 1;
  int batches = batch[-1];
  for (int i = 0; i < steps; i++) {
    for (int b = 0; b < batches; b++) {
      const int32_t *x = batch + 3 * b;
      memcpy(AT(byte, x[0]), AT(byte, x[1]) + (size_t)i * x[2], x[2]);
    }
    int status = fluxion_run(arena, program, words);
    if (status != STATUS_DONE) return status;
    if (i + 1 == steps) break; /* the last state is read where it lies */
    size_t at = (uint32_t)plan[0];
    for (int s = 0; s < states; s++) memcpy(arena + at, AT(byte, state[3 * s]), state[3 * s + 2]), at += state[3 * s + 2];
    at = (uint32_t)plan[0];
    for (int s = 0; s < states; s++) memcpy(AT(byte, state[3 * s + 1]), arena + at, state[3 * s + 2]), at += state[3 * s + 2];
  }
  return STATUS_DONE;
}
