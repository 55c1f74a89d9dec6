/** A training run as commands share it: train, show how it goes, stop in good order, test, save. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as T from 'fp-ts/lib/Task.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { lastValueFrom, takeUntil, tap } from 'rxjs'
import { key, type Scalar, sameForm, split } from '../core/index.js'
import { checkWritable, type ModelFile, saveModel, showFileError } from '../io/index.js'
import { type AnyModel, fromSpecs, summary } from '../models/index.js'
import {
  addWeightDecay,
  chain,
  cosineDecay,
  type Optimizer,
  oneCycle,
  optimizers,
  type Schedule,
  stepDecay,
} from '../optim/index.js'
import {
  begin,
  beginFit,
  type Example,
  type Fit,
  fit,
  outcome,
  type Progress,
  type Reason,
  type Scores,
  score,
  supervised,
  withProgress,
} from '../streams/index.js'

import { gradientsOf, tellGradients } from './gradients.js'

import { interruption } from './interruption.js'

import type { Output } from './output.js'
import type { Examples, Problem } from './problem.js'
import {
  classAccuracies,
  confusionList,
  confusionTable,
  duration,
  epochLine,
  perClass,
  progressLine,
  reasonText,
  scoreLine,
} from './report.js'
import { type Common, otherVersion, type Resumed } from './settings.js'

type AnyFit = Fit<any, any, any>

export interface RunOptions {
  readonly settings: Common
  /** Of the data, in hexadecimal. */
  readonly digest: string
  readonly out: string
  readonly resume: Resumed | null
  /** The command that goes on with an interrupted run. */
  readonly resumeCommand: string
  readonly output: Output
  /** Whether to tell how long the gradients of each layer are, before training and after it. */
  readonly gradients: boolean
  /** What to show, or to write, between the test and the end; the model is saved before. */
  readonly finale?: (finished: Finished) => TE.TaskEither<readonly string[], void>
}
export interface Finished {
  readonly file: ModelFile
  /** `null` where a person stopped the run. */
  readonly reason: Reason | null
  readonly test: Scores | null
  /** Of training; `null` for a run that was resumed. */
  readonly seconds: number | null
}

/** The keys of a run, each for one use. */
export const keysOf = (seed: number) => {
  const [split_, init, order, dropout] = split(key(seed), 4)
  return { split: split_!, init: init!, order: order!, dropout: dropout! }
}

/** Shows each epoch as a line, and between them a live line at most ten times a second. */
const watch = ({ output, settings }: RunOptions) => {
  let shown = 0
  let epochs = -1
  return ([now, progress]: readonly [AnyFit, Progress]): void => {
    if (epochs < 0) epochs = progress.epoch - (now.position.batch === 0 ? 1 : 0)
    if (progress.epoch > epochs) {
      epochs = progress.epoch
      const e = now.history.at(-1)
      if (e === undefined) return
      output.say(epochLine(e, settings.epochs))
      output.event({ event: 'epoch', ...e, rowsPerSecond: Math.round(progress.rowsPerSecond) })
    }
    if (performance.now() - shown < 100) return
    shown = performance.now()
    output.live(progressLine(progress))
  }
}

/** Scores a snapshot on a part of the data. */
const scorerOf = ({ task, classes, loss, decode }: Problem, model: AnyModel) =>
  score(model, {
    task,
    classes: classes.length,
    loss: loss('mean') as (prediction: unknown, target: unknown) => Scalar,
    ...(decode === undefined ? {} : { decode }),
  })

/** Batches in all epochs. */
const stepsOf = ({ epochs, batch }: Common, rows: number): number => epochs * Math.ceil(rows / batch)

/** How the rate goes: dropped after every epoch, along half a cosine to 0, or up and down once over the whole run. */
const rateOf = (settings: Common, rows: number): number | Schedule => {
  const { rate, schedule, decay, batch } = settings
  const steps = stepsOf(settings, rows)
  if (schedule === 'cosine') return cosineDecay({ rate, steps })
  if (schedule === 'onecycle') return oneCycle({ peak: rate, steps })
  return decay === 1 ? rate : stepDecay({ rate, factor: decay, every: Math.ceil(rows / batch) })
}

/** The optimizer asked for; weights decay in the gradient. `Left` where the schedule has too few steps. */
const optimizerOf = (settings: Common, rows: number): E.Either<readonly string[], Optimizer<any, any>> => {
  const steps = stepsOf(settings, rows)
  if (settings.schedule === 'onecycle' && steps < 4)
    return E.left([`--schedule onecycle needs at least 4 steps, and there are ${steps}; use --schedule decay`])
  const own = optimizers[settings.optimizer].make(rateOf(settings, rows)) as Optimizer<any, any>
  return E.right(settings.weightDecay === 0 ? own : chain(addWeightDecay<any>(settings.weightDecay), own))
}

/** Where training begins: afresh, or where the resumed run was, if its network and optimizer are the same. */
const startOf = (
  { init }: AnyModel,
  optimizer: Optimizer<any, any>,
  { settings, resume }: RunOptions,
): TE.TaskEither<readonly string[], AnyFit> => {
  const keys = keysOf(settings.seed)
  const start: AnyFit = beginFit(begin(init(keys.init), optimizer, keys.dropout))
  if (resume === null) return TE.right(start)
  return sameForm(start.training, resume.fit.training) ? TE.right(resume.fit) : TE.left([otherVersion(resume.file)])
}

const trained = async (
  problem: Problem,
  model: AnyModel,
  optimizer: Optimizer<any, any>,
  start: AnyFit,
  run: RunOptions,
): Promise<AnyFit> => {
  const { settings } = run
  const scorer = scorerOf(problem, model)
  const validate = (data: Examples) => (snapshot: any) => {
    const scores = scorer(snapshot, data)
    return { value: scores.loss, metrics: { validationLoss: scores.loss, ...scores.metrics } }
  }
  const objective = supervised(model, (problem.trainLoss ?? problem.loss)('mean') as any)
  const gradients = gradientsOf(model, objective, problem.train, settings.batch)
  if (run.gradients) tellGradients(run.output, model, 'start', gradients(start.training))
  const states = fit<any, any, any, Example<any, any>>({
    objective,
    optimizer,
    epochs: settings.epochs,
    patience: settings.patience,
    size: settings.batch,
    key: keysOf(settings.seed).order,
    emits: 'slices',
    ...(problem.validation === null ? {} : { validate: validate(problem.validation) }),
  })(problem.train, start)
  const last = await lastValueFrom(
    states.pipe(
      withProgress({ rows: problem.train.size, epochs: settings.epochs, size: settings.batch }, start),
      tap(watch(run)),
      takeUntil(interruption),
    ),
    { defaultValue: [start] as const },
  )
  run.output.settle()
  if (run.gradients) tellGradients(run.output, model, 'end', gradients(last[0].training))
  return last[0]
}

const reportInterrupted = ({ output, out, resumeCommand }: RunOptions, now: AnyFit): void => {
  output.say(`stopped after epoch ${now.position.epoch}, batch ${now.position.batch}; saved to ${out}`)
  output.say(`go on with: ${resumeCommand}`)
  output.event({ event: 'interrupted', position: now.position, model: out, resume: resumeCommand })
}

/** What the test says, then the finale, then the last event, whether or not the finale could be written. */
const report = (
  problem: Problem,
  run: RunOptions,
  finished: Finished,
  now: AnyFit,
  seconds: number,
): TE.TaskEither<readonly string[], void> => {
  const { reason, test } = finished
  const { output, out } = run
  const { best } = outcome(now)
  if (reason === null || test === null) return TE.fromIO(() => reportInterrupted(run, now))
  const { loss, metrics, confusion } = test
  const { classes } = problem
  output.say(`\nstopped: ${reasonText(reason, best, run.settings.patience)}`)
  output.say(`time: ${duration(seconds)}`)
  output.say(`test: ${scoreLine(test)}`)
  if (confusion !== undefined)
    output.say(
      classes.length > 20
        ? `${classAccuracies(confusion, classes, output.columns)}\n${confusionList(confusion, classes)}`
        : confusionTable(confusion, classes, output.columns),
    )
  output.say(`model: ${out}`)
  return pipe(
    run.finale?.(finished) ?? TE.right(undefined),
    T.chainFirstIOK(
      () => () =>
        output.event({
          event: 'done',
          stopped: reason.reason,
          ...(reason.reason === 'diverged' ? { step: reason.step, message: reason.message } : {}),
          epochs: now.history.length,
          seconds,
          best: best.epoch,
          test: {
            ...metrics,
            loss,
            ...(confusion === undefined ? {} : { perClass: perClass(confusion, classes), confusion }),
          },
          model: out,
        }),
    ),
  )
}

/**
 * Trains until the epochs are done, patience ends, numbers stop being finite or a person interrupts; then tests the best
 * epoch, reports, and saves the whole run. An interrupted run is saved between two steps and not tested.
 */
export const runTraining = (problem: Problem, run: RunOptions): TE.TaskEither<readonly string[], Finished> => {
  const model = fromSpecs(problem.layers)
  const { settings } = run
  let began = 0
  return pipe(
    checkWritable(run.out),
    TE.mapLeft((error): readonly string[] => [showFileError(error)]),
    TE.chainEitherK(() => optimizerOf(settings, problem.train.size)),
    TE.bindTo('optimizer'),
    TE.bind('start', ({ optimizer }) => startOf({ ...model, init: problem.init ?? model.init }, optimizer, run)),
    TE.chainTaskK(({ optimizer, start }) => {
      run.output.say(`\n${summary(model)}\n`)
      run.output.event({ event: 'model', layers: model.layers })
      began = performance.now()
      return () => trained(problem, model, optimizer, start, run)
    }),
    TE.chain((now) => {
      const seconds = (performance.now() - began) / 1000
      const { best, reason } = outcome(now)
      const finished: Finished = {
        file: {
          task: problem.task,
          layers: problem.layers,
          preprocessing: problem.preprocessing,
          params: best.snapshot.params,
          state: best.snapshot.state,
          run: { settings: run.settings, digest: run.digest, fit: now },
        },
        reason,
        seconds: run.resume === null ? seconds : null,
        test: reason === null ? null : scorerOf(problem, model)(best.snapshot, problem.test),
      }
      return pipe(
        saveModel(run.out)(finished.file),
        TE.chain(() => report(problem, run, finished, now, seconds)),
        TE.map(() => finished),
      )
    }),
  )
}
