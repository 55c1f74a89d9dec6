/** Laws of whole runs: a fold, exact resumption, progress. */
import * as fc from 'fast-check'
import { map, take } from 'rxjs'
import { read } from '../../src/engine/index.js'
import { gradientDescent } from '../../src/optim/index.js'
import { advanceFit, beginFit, fit, signals, withProgress } from '../../src/streams/index.js'
import { type Law, law } from '../law.js'
import {
  type AnyFit,
  type AnyRun,
  emitted,
  lastOf,
  plain,
  problems,
  reasonOf,
  same,
  statesOf,
  throughText,
} from './problem.js'

const cut = fc.nat()
const settledRun = ({ stopped: _, ...rest }: AnyFit): unknown => rest

export const runLaws: readonly Law[] = [
  law('fit: is a fold of advanceFit over signals, every state emitted', [problems], (problem) => {
    const { options, dataset, start } = problem
    const states = statesOf(problem)
    const source = signals(dataset, { size: options.size, key: options.key, from: start.position })
    let now = start
    return states.every((state) => {
      now = advanceFit(options)(now, source.next().value)
      return same(now, state)
    })
  }),
  law(
    'fit: in slices its states are some of those after each batch, with every end of an epoch and the last, bit for bit',
    [problems, fc.constantFrom(0.05, 1e3, 1e30, 1e38), cut],
    (problem, rate, drawn) => {
      const optimizer = gradientDescent<any>({ rate })
      const { params } = problem.start.training
      const start =
        rate < 1
          ? problem.start
          : beginFit<any, any, any>({ ...problem.start.training, optimizer: optimizer.init(params) })
      const options: AnyRun = rate < 1 ? problem.options : { ...problem.options, optimizer }
      const whole = statesOf({ ...problem, options, start })
      const from = drawn % 2 === 0 ? start : whole[drawn % whole.length]!
      const after = from === start ? whole : whole.slice(whole.indexOf(from) + 1)
      const slices = statesOf({ ...problem, options: { ...options, emits: 'slices' }, start: from })
      if (after.length === 0) return same(slices, [from])
      const ends = after.filter(
        (s, i) => s.position.batch === 0 || s.stopped !== null || after[i + 1]?.position.batch === 0,
      )
      return same(slices, ends)
    },
  ),
  law(
    'fit: emits after every batch and every epoch, and says why it stopped once, at the end',
    [problems],
    (problem) => {
      const states = statesOf(problem)
      const perEpoch = Math.ceil(problem.dataset.size / problem.options.size) + 1
      const last = lastOf(states)
      return (
        states.length === perEpoch * last.history.length &&
        states.every((s, i) => (s.stopped !== null) === (i === states.length - 1)) &&
        last.history.every((e, i) => e.epoch === i + 1) &&
        (reasonOf(last) !== 'epochs' || last.history.length === problem.options.epochs)
      )
    },
  ),
  law(
    'fit: a prefix does not depend on how long the run may be',
    [problems, fc.integer({ min: 1, max: 3 })],
    (problem, more) => {
      const longer = { ...problem, options: { ...problem.options, epochs: problem.options.epochs + more } }
      const short = statesOf(problem)
      return same(statesOf(longer).slice(0, short.length).map(settledRun), short.map(settledRun))
    },
  ),
  law('fit: the loss of an epoch is the mean over its examples', [problems], (problem) => {
    const states = statesOf(problem)
    const { size } = problem.options
    const rows = problem.dataset.size
    return lastOf(states).history.every(({ epoch, loss }) => {
      const batches = states.filter((s) => s.position.epoch === epoch - 1 && s.position.batch > 0)
      const total = batches.reduce((n, s, i) => n + read(s.training.loss)[0]! * Math.min(size, rows - i * size), 0)
      return Math.abs(loss - total / rows) <= 1e-12 * Math.abs(loss)
    })
  }),
  law('resume: from any state it ends as the run that was never stopped', [problems, cut], (problem, drawn) => {
    const whole = statesOf(problem)
    const at = drawn % whole.length
    const stopped = lastOf(emitted(fit(problem.options)(problem.dataset, problem.start).pipe(take(at + 1))))
    const rest = statesOf(problem, stopped)
    return same(rest, at === whole.length - 1 ? [lastOf(whole)] : whole.slice(at + 1))
  }),
  law('resume: also from a state that went through a file', [problems, cut], (problem, drawn) => {
    const whole = statesOf(problem)
    const at = drawn % whole.length
    const rest = statesOf(problem, throughText(whole[at]!))
    return same(throughText(whole[at]!), whole[at]) && same(lastOf(rest), lastOf(whole))
  }),
  law('resume: twice is resume once', [problems, cut, cut], (problem, drawn, again) => {
    const whole = statesOf(problem)
    const first = drawn % whole.length
    const rest = statesOf(problem, throughText(whole[first]!))
    return same(lastOf(statesOf(problem, throughText(rest[again % rest.length]!))), lastOf(whole))
  }),
  law(
    'resume: with more epochs a finished run is the longer run',
    [problems, fc.integer({ min: 1, max: 2 })],
    (problem, more) => {
      const longer = { ...problem, options: { ...problem.options, epochs: problem.options.epochs + more } }
      return same(lastOf(statesOf(longer, lastOf(statesOf(problem)))), lastOf(statesOf(longer)))
    },
  ),
  law('fit: changes neither its start nor what it emitted', [problems], (problem) => {
    const before = plain(problem.start)
    const kept: unknown[] = []
    const states = emitted(
      fit(problem.options)(problem.dataset, problem.start).pipe(
        map((state) => {
          kept.push(plain(state))
          return state
        }),
      ),
    )
    return same(before, plain(problem.start)) && same(kept, states.map(plain))
  }),
  law('fit: the same problem gives the same run, bit for bit', [problems], (problem) =>
    same(statesOf(problem), statesOf({ ...problem, start: throughText(problem.start) })),
  ),
  law('fit: who unsubscribes after n states has pulled no batch beyond them', [problems, cut], (problem, drawn) => {
    const length = statesOf(problem).length
    let made = 0
    const dataset = {
      size: problem.dataset.size,
      batch: (rows: any) => {
        made++
        return problem.dataset.batch(rows)
      },
    }
    const seen = emitted(fit(problem.options)(dataset, problem.start).pipe(take(1 + (drawn % length))))
    return made === seen.filter((s) => s.position.batch > 0).length
  }),
  law('progress: goes up with the rows seen, and time left down to 0', [problems], (problem) => {
    const { options, dataset, start } = problem
    let clock = 0
    const timed = { rows: dataset.size, epochs: options.epochs, size: options.size, now: () => (clock += 1000) }
    const shown = emitted(fit(options)(dataset, start).pipe(withProgress(timed, start)))
    const total = options.epochs * dataset.size
    return shown.every(([state, p], i) => {
      const seen = (p.epoch + p.done) * dataset.size
      const rate = seen / (i + 1)
      const close = (a: number, b: number) => Math.abs(a - b) <= 1e-9 * (1 + Math.abs(b))
      return (
        p.epoch === state.position.epoch &&
        p.done >= 0 &&
        p.done <= 1 &&
        close(p.rowsPerSecond, rate) &&
        close(p.secondsLeft, (total - seen) / rate) &&
        Number.isFinite(p.loss)
      )
    })
  }),
]
