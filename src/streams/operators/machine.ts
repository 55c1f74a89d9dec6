/** What turns records into others and remembers: pure machines, and how they become operators that can be resumed. */
import { concat, concatMap, defer, EMPTY, map, type Observable, type OperatorFunction, of } from 'rxjs'
import type { Offset, Received } from '../sources/source.js'

/**
 * A machine takes records in order. All that it remembers is one immutable value `S` of JSON and tensors, so that it
 * can be saved, and gone on from as if it had never stopped. Both functions are pure.
 */
export interface Machine<S, A, B> {
  /** Before the first record. */
  readonly init: S
  /** The state after a record, and what comes out: nothing, one or several. */
  readonly step: (state: S, record: A) => readonly [state: S, out: readonly B[]]
  /** What is left when there are no more records; by default nothing. */
  readonly end?: (state: S) => readonly [state: S, out: readonly B[]]
}

/** A machine that gives one for each record. */
export interface OneToOne<S, A, B> {
  readonly init: S
  readonly step: (state: S, record: A) => readonly [state: S, out: B]
}

/** Where a stream of records is: what all before made of the machine, and the offset to open the source from. */
export interface Place<S> {
  readonly state: S
  readonly offset: Offset
}
/** What came out at a record, which may be nothing, and where the stream is after it. */
export interface Emission<S, B> extends Place<S> {
  readonly values: readonly B[]
}
/** What came out for a record, and where the stream is after it. */
export interface Stated<S, B> extends Received<B>, Place<S> {}

/** The same as a machine. */
export const asMachine = <S, A, B>({ init, step }: OneToOne<S, A, B>): Machine<S, A, B> => ({
  init,
  step: (state, record) => {
    const [next, out] = step(state, record)
    return [next, [out]]
  },
})

type Any = Machine<any, any, any>
interface InTurn {
  <R, S, A, B, C>(first: Machine<R, A, B>, second: Machine<S, B, C>): Machine<readonly [R, S], A, C>
  <R, S, T, A, B, C, D>(
    first: Machine<R, A, B>,
    second: Machine<S, B, C>,
    third: Machine<T, C, D>,
  ): Machine<readonly [R, S, T], A, D>
  <R, S, T, U, A, B, C, D, E>(
    first: Machine<R, A, B>,
    second: Machine<S, B, C>,
    third: Machine<T, C, D>,
    fourth: Machine<U, D, E>,
  ): Machine<readonly [R, S, T, U], A, E>
}

/**
 * Machines in turn as one: what comes out of each goes into the next. The state is the tuple of their states, so one
 * checkpoint holds the whole pipeline. Law: it is the machines piped one into the other.
 *
 * @example inTurn(asMachine(prequentialMachine(learner)), asMachine(metricsMachine({ … })))
 */
export const inTurn: InTurn = (...machines: readonly Any[]): Any => {
  /** Records through the machines from `from` on; with `ending`, each is ended after what came before it. */
  const through = (states: readonly unknown[], records: readonly unknown[], from: number, ending: boolean) => {
    const next = [...states]
    let now = records
    for (let i = from; i < machines.length; i++) {
      const { step, end } = machines[i]!
      const out: unknown[] = []
      const take = ([state, values]: readonly [unknown, readonly unknown[]]): void => {
        next[i] = state
        for (const value of values) out.push(value)
      }
      for (const record of now) take(step(next[i], record))
      if (ending && end !== undefined) take(end(next[i]))
      now = out
    }
    return [next, now] as const
  }
  return {
    init: machines.map(({ init }) => init),
    step: (states, record) => through(states, [record], 0, false),
    ...(machines.some(({ end }) => end !== undefined) ? { end: (states) => through(states, [], 0, true) } : {}),
  }
}

/**
 * A machine as an operator on records with offsets, from some place on (default: the beginning): for each record one
 * emission, also where nothing comes out, so that the offset moves on; what is left at the end is one more. A
 * checkpoint is the `state` and `offset` of any emission.
 * Law: from that place on, with the records after its offset, come the emissions that would have come.
 */
export const resumable = <S, A, B>(
  { init, step, end }: Machine<S, A, B>,
  from: Place<S> = { state: init, offset: null },
): OperatorFunction<Received<A>, Emission<S, B>> => {
  return (source) =>
    defer(() => {
      let { state, offset } = from
      const steps = source.pipe(
        map((record): Emission<S, B> => {
          const [next, values] = step(state, record.value)
          state = next
          offset = record.offset
          return { values, state, offset }
        }),
      )
      const last = (): Observable<Emission<S, B>> => {
        const [next, values] = end!(state)
        return values.length === 0 ? EMPTY : of({ values, state: next, offset })
      }
      return end === undefined ? steps : concat(steps, defer(last))
    })
}

/**
 * A machine that gives one for each record as an operator on records with offsets, from a state on. Law: as
 * `resumable`.
 */
export const stated = <S, A, B>(
  { init, step }: OneToOne<S, A, B>,
  from: S = init,
): OperatorFunction<Received<A>, Stated<S, B>> => {
  return (source) =>
    defer(() => {
      let state = from
      return source.pipe(
        map(({ value: record, offset }) => {
          const [next, value] = step(state, record)
          state = next
          return { value, offset, state }
        }),
      )
    })
}

/** A machine as an operator on any items; its state stays inside. */
export const operatorOf = <S, A, B>({ init, step, end }: Machine<S, A, B>): OperatorFunction<A, B> => {
  return (source) =>
    defer(() => {
      let state = init
      const steps = source.pipe(
        concatMap((item) => {
          const [next, out] = step(state, item)
          state = next
          return out
        }),
      )
      return end === undefined
        ? steps
        : concat(
            steps,
            defer(() => end(state)[1]),
          )
    })
}
