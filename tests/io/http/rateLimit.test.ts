/** The rate limit: what passes in any span of time is bounded, and whoever waits as long as told passes. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rateLimiter } from '../../../src/io/http/index.js'

describe('rateLimiter', () => {
  test('by hand: two at once, then one each half second; who is refused takes nothing', () => {
    const limit = rateLimiter({ rate: 2, burst: 2 })
    expect([10, 10, 10.25, 10.25, 10.5].map((now) => limit('a', now))).toEqual([0, 0, 0.25, 0.25, 0])
  })
  test('law: within any span no more pass than burst + rate · span; a wait that was told suffices', () => {
    const options = fc.record({
      rate: fc.double({ min: 0.1, max: 100, noNaN: true }),
      burst: fc.integer({ min: 1, max: 9 }),
    })
    const gaps = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(options, gaps, (options_, steps) => {
        const limit = rateLimiter(options_)
        let now = 0
        const passed: number[] = []
        for (const step of steps) {
          now += step
          const wait = limit('a', now)
          if (wait > 0) {
            now += wait + 1e-6
            expect(limit('a', now)).toBe(0)
          }
          passed.push(now)
        }
        passed.forEach((from, i) => {
          passed.slice(i).forEach((to, j) => {
            expect(j + 1).toBeLessThanOrEqual(options_.burst + options_.rate * (to - from) + 1e-3)
          })
        })
      }),
      { numRuns: 100 },
    )
  })
  test('a clock that goes back gives nothing', () => {
    const limit = rateLimiter({ rate: 1, burst: 1 })
    expect([100, 50, 100].map((now) => limit('a', now))).toEqual([0, 1, 1])
  })
  test('counts each client for itself', () => {
    const limit = rateLimiter({ rate: 1 })
    expect(['a', 'a', 'b'].map((client) => limit(client, 0))).toEqual([0, 1, 0])
    expect(limit('a', 1)).toBe(0)
  })
  test('forgets only those seen longest ago', () => {
    const limit = rateLimiter({ rate: 1, clients: 2 })
    limit('a', 0)
    limit('b', 0)
    limit('a', 0)
    limit('c', 0) // b is forgotten
    expect(['a', 'b'].map((client) => limit(client, 0.5))).toEqual([0.5, 0])
  })
  test('refuses numbers out of range', () => {
    for (const wrong of [{ rate: 0 }, { rate: Number.NaN }, { rate: 1, burst: 0 }, { rate: 1, clients: 0 }])
      expect(() => rateLimiter(wrong)).toThrow(RangeError)
  })
})
