/** The options of `fluxion stream`, as commander reads them. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { brokerAddresses } from '../io/index.js'
import { metrics } from '../models/index.js'
import { optimizers } from '../optim/index.js'
import { type BufferPolicy, detectors, driftResponses, type LiveSettings, liveModels } from '../streams/index.js'
import { counted, everyOf, names, numeric, oneOf } from './options.js'
import type { StreamOptions } from './stream.js'

const metricNames = (text: string): readonly string[] => {
  const all = names(text)
  const unknown = all.find((name) => !Object.hasOwn(metrics, name))
  if (unknown !== undefined)
    throw new InvalidArgumentError(`There is no metric ${unknown}; use ${Object.keys(metrics).join(', ')}.`)
  return all
}

/** `class:1,2` as the lags of one field, added to those before. */
const lag = (text: string, before: Readonly<Record<string, readonly number[]>>) => {
  const [, name, lags] = /^(.+):([\d,]+)$/.exec(text) ?? []
  if (name === undefined) throw new InvalidArgumentError('It must be NAME:1,2,…')
  return { ...before, [name]: names(lags!).map(Number) }
}

const policies: readonly BufferPolicy[] = ['block', 'dropOldest', 'dropNewest', 'sample', 'fail']

/** A word as a shell reads it back. */
const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`

/** The command line as it was given. */
export const commandLine = (args: readonly string[]): string => ['fluxion', ...args].map(shellWord).join(' ')

/** Adds the command to a program; `run` gets what was asked for. */
export const streamCommand = (
  program: Command,
  run: (options: StreamOptions, json: boolean) => Promise<void>,
): Command =>
  program
    .command('stream')
    .description('learn from records as they come: each is predicted, then learnt')
    .argument(
      '<source>',
      'a file (CSV or NDJSON), - for standard input, follow:FILE, or an address (https://, wss://, mqtt://, …)',
    )
    .option('--target <field>', 'the field to predict')
    .option('--drop <fields>', 'fields to leave out, separated by commas', names, [])
    .addOption(oneOf('--format <format>', 'what files and HTTP hold (default: by the name)', ['csv', 'ndjson']))
    .addOption(oneOf('--model <name>', 'what learns', Object.keys(liveModels)).default('softmax'))
    .option('--classes <names>', 'the classes, where they must be known beforehand (logistic: NO,YES)', names, [])
    .addOption(oneOf('--optimizer <name>', 'how to step', Object.keys(optimizers)).default('gradientDescent'))
    .option('--rate <number>', 'learning rate', numeric, 0.05)
    .option(
      '--lag <field:lags>',
      'a field, or the target, of so many labelled records ago as features; again for more',
      lag,
      {},
    )
    .option('--metrics <names>', 'what to measure (default: accuracy, or mae of numbers)', metricNames)
    .option('--window <count>', 'records that rolling metrics are of', numeric, 1000)
    .addOption(oneOf('--drift <detector>', 'watch for drift', Object.keys(detectors)))
    .addOption(oneOf('--on-drift <response>', 'what to do at a drift', Object.keys(driftResponses)).default('reset'))
    .addOption(oneOf('--policy <policy>', 'what a full buffer does with records that are pushed', policies))
    .option('--buffer <count>', 'records that wait at most, with --policy', counted, 10_000)
    .option('--dead-letters <file>', 'where to append what is no record, as NDJSON')
    .option('--checkpoint <folder>', 'where to save all that is learnt, and to go on from')
    .addOption(
      new Option('--every <amount>', 'how often to save: records (1000) or time (10s)')
        .argParser(everyOf)
        .default({ interval: 10_000 }, '10s'),
    )
    .option('--keep <count>', 'checkpoints to keep', counted, 3)
    .option('--limit <count>', 'stop after so many records in all', counted)
    .option('--report <seconds>', 'a line so often where no terminal is', numeric, 10)
    .option('--seed <number>', 'decides every random choice', numeric, 0)
    .option('--json', 'one JSON object a line')
    .addHelpText('after', `\nAddresses of brokers:\n${brokerAddresses.map((address) => `  '${address}'\n`).join('')}`)
    .action(async (source: string, o, command: Command) => {
      if (o.target === undefined)
        command.error('error: --target is missing; name the field to predict (--target FIELD)')
      const numbers = o.model === 'linear' || (o.model === 'fm' && o.classes.length === 0)
      const settings: LiveSettings = {
        target: o.target,
        drop: o.drop,
        model: o.model,
        classes: o.classes,
        optimizer: o.optimizer,
        rate: o.rate,
        lags: o.lag,
        metrics: o.metrics ?? (numbers ? ['mae'] : ['accuracy']),
        window: o.window,
        drift: o.drift ?? null,
        onDrift: o.onDrift,
        seed: o.seed,
      }
      const { format, policy, buffer, checkpoint, every, keep, deadLetters, limit, report } = o
      const given = commandLine(process.argv.slice(2))
      await run(
        {
          source,
          settings,
          format,
          policy,
          buffer,
          checkpoint,
          every,
          keep,
          deadLetters,
          limit,
          report,
          command: given,
        },
        o.json === true,
      )
    })
