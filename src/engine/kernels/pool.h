/* Threads that wait for parts of kernels. Native only. */
#pragma once
#include <stdint.h>

struct pool;

/* A pool of `threads`, the caller's included; the others start with the first work that wants them. NULL without memory. */
struct pool *pool_new(int threads);
void pool_free(struct pool *pool);

/* The calling thread's kernels use the pool from here on; NULL for none. */
void pool_enter(struct pool *pool);
