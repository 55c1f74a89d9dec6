/*
 * Work split among threads. Which thread runs which part never shows in a result: kernels split only what they may
 * compute in any order. In WebAssembly there is one thread.
 */
#pragma once
#include "base.h"

/* Runs the units `from` up to `to` of some work. */
typedef void (*part)(const void *work, int from, int to);

/*
 * All units from 0 up to `count`, in parts that start at multiples of `grain`; returns when all are done. A grain should
 * be at least 10 microseconds of work: less than two grains wake nobody. Inside a part it is a plain loop.
 */
void parallel_for(int count, int grain, part run, const void *work);

/* Working memory of the thread that asks, the same at each call. */
#ifdef __wasm__
enum { SCRATCH_BYTES = 1 << 20 };
#else
enum { SCRATCH_BYTES = 1 << 21 };
#endif
byte *scratch(void);

/* Units that make a grain where one of them is `cost` simple steps, about a tenth of a nanosecond each. */
INLINE int grain_of(double cost) {
  double units = 131072.0 / (cost < 1.0 ? 1.0 : cost);
  return units < 1.0 ? 1 : (int)units;
}
