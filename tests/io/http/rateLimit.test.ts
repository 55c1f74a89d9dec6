/** The rate limit: what passes in any span of time is bounded, and whoever waits as long as told passes. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Bucket, rateLimiter, takeToken } from '../../../src/io/http/index.js'

describe('takeToken', () => {
  test('by hand: two at once, then one each half second', () => {
    const take = takeToken.bind(null, { rate: 2, burst: 2 })
    const first = take(undefined, 10)
    expect(first).toEqual({ bucket: { tokens: 1, at: 10 }, wait: 0 })
    const second = take(first.bucket, 10)
    expect(second).toEqual({ bucket: { tokens: 0, at: 10 }, wait: 0 })
    const third = take(second.bucket, 10.25)
    expect(third).toEqual({ bucket: { tokens: 0.5, at: 10.25 }, wait: 0.25 })
    expect(take(third.bucket, 10.5).wait).toBe(0)
  })
  test('law: within any span no more pass than burst + rate · span; a wait that was told suffices', () => {
    const options = fc.record({
      rate: fc.double({ min: 0.1, max: 100, noNaN: true }),
      burst: fc.integer({ min: 1, max: 9 }),
    })
    const gaps = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(options, gaps, (limit, steps) => {
        let bucket: Bucket | undefined
        let now = 0
        const passed: number[] = []
        for (const step of steps) {
          now += step
          const taken = takeToken(limit, bucket, now)
          bucket = taken.bucket
          if (taken.wait === 0) passed.push(now)
          else expect(takeToken(limit, bucket, now + taken.wait + 1e-9).wait).toBe(0)
        }
        passed.forEach((from, i) => {
          passed.slice(i).forEach((to, j) => {
            expect(j + 1).toBeLessThanOrEqual(limit.burst + limit.rate * (to - from) + 1e-6)
          })
        })
      }),
      { numRuns: 100 },
    )
  })
  test('a clock that goes back gives nothing', () => {
    const { bucket } = takeToken({ rate: 1, burst: 1 }, undefined, 100)
    const back = takeToken({ rate: 1, burst: 1 }, bucket, 50)
    expect(back.wait).toBe(1)
    expect(takeToken({ rate: 1, burst: 1 }, back.bucket, 100).wait).toBe(1)
  })
})

describe('rateLimiter', () => {
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
