/** Checkpoints of live learning: settings, everything learnt, and where the source is, in one file. */
import * as t from 'io-ts'
import { type DelayedState, LiveSettings, type LiveState, type Offset, type Row, type Said } from '../streams/index.js'
import type { CheckpointFormat } from './checkpoint.js'

/** A record that was predicted and waits for its label. */
export interface Waiting {
  readonly x: Row
  readonly said: Said
}

/** A live run at a moment: to go on from it, open its source after `offset`. */
export interface LiveCheckpoint {
  readonly settings: LiveSettings
  /** The name of the source. */
  readonly source: string
  readonly offset: Offset
  readonly state: LiveState
  /** What was predicted for others and waits for labels; `null`: nothing ever. */
  readonly waiting: DelayedState<Waiting> | null
}

/** Its state is taken as it is: the file's SHA-256 says that it is what was written. */
const State = t.type({
  learning: t.type({ drifts: t.number }),
  rolling: t.UnknownRecord,
  total: t.UnknownRecord,
  records: t.number,
  labelled: t.number,
  deadLetters: t.number,
})

/** The format of checkpoints of live learning. */
export const liveCheckpoint: CheckpointFormat<LiveCheckpoint> = {
  kind: 'live checkpoint',
  version: 1,
  codec: t.strict({
    settings: LiveSettings,
    source: t.string,
    offset: t.union([t.number, t.string, t.null]),
    state: State,
    waiting: t.union([t.UnknownRecord, t.null]),
  }) as unknown as t.Decoder<unknown, LiveCheckpoint>,
}
