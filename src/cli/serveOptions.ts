/** The options of `fluxion serve`, as commander reads them. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { counted, durationOf, everyOf } from './options.js'
import type { ServeOptions } from './serve.js'

const port = (text: string): number => {
  const value = Number(text)
  if (text.trim() === '' || !Number.isInteger(value) || value < 0 || value > 65_535)
    throw new InvalidArgumentError('It must be a number from 0 (one that is free) to 65535.')
  return value
}
const atLeastZero = (text: string): number => {
  const value = Number(text)
  if (text.trim() === '' || !(value >= 0 && Number.isFinite(value)))
    throw new InvalidArgumentError('It must be a number of at least 0.')
  return value
}

/** Adds the command to a program; `run` gets what was asked for. */
export const serveCommand = (program: Command, run: (options: ServeOptions, json: boolean) => Promise<void>): Command =>
  program
    .command('serve')
    .description('predict over HTTP with a model file, or with what fluxion stream has learnt')
    .argument('<model>', 'a model file, or the folder of --checkpoint of fluxion stream')
    .option('--port <number>', 'where to listen; 0 is one that is free', port, 8080)
    .option('--host <address>', 'of this machine; 0.0.0.0 is all it has', '127.0.0.1')
    .option('--learn', 'learn the labels that are posted back; takes the folder over from whoever writes to it', false)
    .addOption(
      new Option('--every <amount>', 'with --learn: how often to save: labels (1000) or time (10s)')
        .argParser(everyOf)
        .default({ interval: 10_000 }, '10s'),
    )
    .option('--keep <count>', 'with --learn: checkpoints to keep', counted, 3)
    .option('--waiting <count>', 'with --learn: predictions that may wait for labels', counted, 100_000)
    .addOption(
      new Option('--within <time>', 'with --learn: how long they wait')
        .argParser(durationOf)
        .default(86_400_000, '24h'),
    )
    .option('--body-limit <bytes>', 'of a request, at most', counted, 1_000_000)
    .option('--rate-limit <count>', 'requests a second of each client; 0 is as many as come', atLeastZero, 1000)
    .addOption(
      new Option('--look <time>', 'how often to look for something newer').argParser(durationOf).default(1000, '1s'),
    )
    .option('--json', 'one JSON object a line')
    .action(async (path: string, { json, ...options }) => run({ path, ...options }, json === true))
