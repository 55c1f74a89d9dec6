#!/usr/bin/env node
/** The command line. Every error is one line on standard error and exit code 2; an interrupted run exits with 130. */
import { Command, CommanderError, Option } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { layouts } from '../io/index.js'
import { activations, architectures, losses } from '../models/index.js'
import { optimizers } from '../optim/index.js'
import { augmentNames } from './augment.js'
import { data, listDatasets } from './data.js'
import { datasetNames, isDatasetName } from './datasets.js'
import { explain, explainMethods } from './explain.js'
import { baselines } from './explainImage.js'
import { type ImageOptions, trainImages } from './images.js'
import { importInto } from './import.js'
import { names, numbers, numeric, oneOf, words } from './options.js'
import { outputTo } from './output.js'
import { predict } from './predict.js'
import { type Recipe, recipeOf, tableRecipe } from './recipes.js'
import type { Finished } from './run.js'
import { serve } from './serve.js'
import { serveCommand } from './serveOptions.js'
import { scheduleNames } from './settings.js'
import { show } from './show.js'
import { stream } from './stream.js'
import { streamCommand } from './streamOptions.js'
import { type TrainOptions, train } from './train.js'
import { trainables } from './transfer.js'

type Usual = Omit<Recipe, 'smoothing' | 'augment'>

/** The options of every command that trains; `by` says what decides where nothing is said, if it is not always the same. */
const common = (command: Command, usual: Usual, by?: string): Command => {
  const shown = (value: unknown): string | undefined =>
    by ?? (Array.isArray(value) ? value.join(',') || 'none' : undefined)
  const valued = <K extends keyof Usual>(
    flags: string,
    what: string,
    parse: (text: string) => unknown,
    name: K,
  ): Option => new Option(flags, what).argParser(parse).default(usual[name], shown(usual[name]))
  const chosen = (flags: string, what: string, choices: readonly string[], name: keyof Usual): Option =>
    oneOf(flags, what, choices).default(usual[name], shown(usual[name]))
  return command
    .addOption(valued('--hidden <sizes>', 'units of the hidden layers, or none', numbers, 'hidden'))
    .addOption(
      oneOf('--activation <name>', 'activation of the hidden layers', Object.keys(activations)).default('relu'),
    )
    .addOption(valued('--dropout <rate>', 'share of hidden units to drop in training', numeric, 'dropout'))
    .addOption(chosen('--optimizer <name>', 'how to step', Object.keys(optimizers), 'optimizer'))
    .addOption(valued('--rate <number>', 'learning rate', numeric, 'rate'))
    .addOption(
      chosen(
        '--schedule <name>',
        'how the rate goes: times --decay after each epoch, to 0 along a cosine, or up and down once',
        scheduleNames,
        'schedule',
      ),
    )
    .addOption(
      valued('--decay <factor>', 'what the rate is multiplied by after each epoch; 1 keeps it', numeric, 'decay'),
    )
    .addOption(
      valued('--weight-decay <factor>', 'so much of each weight is added to its gradient', numeric, 'weightDecay'),
    )
    .addOption(valued('--epochs <count>', 'at most so many epochs', numeric, 'epochs'))
    .addOption(valued('--batch <count>', 'examples in a batch', numeric, 'batch'))
    .option('--patience <count>', 'stop after so many epochs without a better validation loss; 0 is never', numeric, 10)
    .option('--validation <share>', 'share of the training rows for validation', numeric, 0.1)
    .option('--seed <number>', 'decides every random choice', numeric, 0)
    .option('--out <file>', 'where to save the model')
    .option('--resume <file>', 'go on with the run in a model file, with its settings')
    .option('--gradients', 'tell how long the gradient of each layer is, before training and after it', false)
    .option('--json', 'one JSON object a line')
}

const result = async <A>(task: TaskEither<readonly string[], A>): Promise<A | undefined> => {
  const done = await task()
  if (E.isRight(done)) return done.right
  for (const line of done.left) process.stderr.write(`fluxion: ${line}\n`)
  process.exitCode ??= 2 // 130 stays where a person stopped it
  return undefined
}
const exitOf = (finished: Finished | undefined): void => {
  if (finished !== undefined && finished.reason === null) process.exitCode = 130
}

/** What the person gave, not what was the default: only that may change a resumed run. */
const overridesOf = (command: Command): TrainOptions['overrides'] => {
  const given = (name: string): number | undefined =>
    command.getOptionValueSource(name) === 'cli' ? (command.opts()[name] as number) : undefined
  const patience = given('patience')
  return { epochs: given('epochs'), patience: patience === 0 ? null : patience }
}
const settingsOf = ({
  json: _json,
  out: _out,
  resume: _resume,
  from: _from,
  pictures: _pictures,
  gradients: _gradients,
  compare: _compare,
  ...settings
}: any) => ({
  ...settings,
  patience: settings.patience === 0 ? null : settings.patience,
})

/** Of a recipe, what the person did not say. */
const usual = (command: Command, recipe: Recipe): Partial<Recipe> =>
  Object.fromEntries(Object.entries(recipe).filter(([name]) => command.getOptionValueSource(name) === 'default'))

const unknownDataset = (command: Command, name: string): never =>
  command.error(`error: there is no data set '${name}'; use one of ${datasetNames.join(', ')}`)

const program = new Command('fluxion')
  .description('Functional, immutable deep learning: train, evaluate and use models from the command line.')
  .version('0.1.0')
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(`fluxion: ${text.replace(/^error: /, '')}`) })

common(
  program
    .command('train')
    .description('learn to predict a column of a CSV file from the others')
    .argument('<csv>', 'the file')
    .option('--target <column>', 'the column to predict'),
  tableRecipe,
)
  .option('--drop <columns>', 'columns to leave out, separated by commas', names, [])
  .option('--numeric <columns>', 'columns to read as numbers', names, [])
  .option('--categorical <columns>', 'columns to read as categories', names, [])
  .addOption(oneOf('--task <task>', 'what kind of target (default: inferred)', ['binary', 'multiclass', 'regression']))
  .addOption(oneOf('--loss <name>', 'what to minimise (default: by task)', Object.keys(losses)))
  .option('--test <share>', 'share of all rows for the test', numeric, 0.2)
  .addOption(oneOf('--scale <kind>', 'scaling of numbers', ['standard', 'minMax', 'none']).default('standard'))
  .addOption(
    oneOf('--unknown <policy>', 'categories not seen in training', ['bucket', 'ignore', 'error']).default('bucket'),
  )
  .addOption(oneOf('--impute <policy>', 'blank cells', ['mean', 'median', 'most-frequent', 'error']).default('mean'))
  .option('--compare', 'then compare the network with a decision tree and a random forest, and explain it by a tree')
  .action(async (csv: string, options, command: Command) => {
    if (options.target === undefined && options.resume === undefined)
      command.error('error: --target is missing; name the column to predict (--target COLUMN)')
    const { target = '', task = null, loss = null, ...rest } = settingsOf(options)
    const settings = { kind: 'table', target, task, loss, ...rest } as TrainOptions['settings']
    const output = outputTo(process.stdout, options.json === true)
    const { out, resume, gradients, compare = false } = options
    const run = { csv, settings, overrides: overridesOf(command), out, resume, gradients, compare }
    exitOf(await result(train(output)(run)))
  })

common(
  program
    .command('images')
    .description('learn to classify images')
    .argument('<dataset>', datasetNames.join(', '))
    .option('--from <path>', 'where its files are: a folder or a tar archive (default: the cache)')
    .addOption(oneOf('--model <name>', 'architecture', Object.keys(architectures)).default('lenet'))
    .option('--limit <count>', 'use so many training images, chosen at random', numeric)
    .option('--classes <names>', 'only images of these classes, separated by commas', names)
    .option('--transfer <file>', 'begin with the layers of this model but the last, in place of --model')
    .option('--keep <count>', 'begin with so many layers of --transfer, its input among them', numeric)
    .addOption(oneOf('--trainable <layers>', 'of those of --transfer', Object.keys(trainables)).default('none'))
    .option('--pictures <folder>', 'where to write pictures of mistakes, filters and maps (default: beside the model)')
    .option('--no-pictures', 'write none')
    .option('--width <count>', 'filters of the first convolution (resnet)', numeric, 24)
    .addOption(
      new Option('--smoothing <share>', 'share of each target that is spread over all classes')
        .argParser(numeric)
        .default(0, 'by --model'),
    )
    .addOption(
      new Option('--augment <names>', `${augmentNames.join(', ')}, with a number (crop:4) or without; or none`)
        .argParser(words)
        .default([], 'by --model and data set'),
    ),
  recipeOf('lenet', 'mnist'),
  'by --model',
).action(async (dataset: string, options, command: Command) => {
  if (!isDatasetName(dataset)) return unknownDataset(command, dataset)
  const unset = { limit: null, classes: null, transfer: null, keep: null }
  const asked = { kind: 'images', dataset, ...unset, ...settingsOf(options) } as ImageOptions['settings']
  const settings = { ...asked, ...usual(command, recipeOf(asked.model, dataset)) }
  const output = outputTo(process.stdout, options.json === true)
  const { from, out, resume, gradients, pictures } = options
  exitOf(
    await result(
      trainImages(output)({ from, settings, overrides: overridesOf(command), out, resume, gradients, pictures }),
    ),
  )
})

program
  .command('data')
  .description('get a data set into the cache and show what is in it; without a name: what there is')
  .argument('[dataset]', datasetNames.join(', '))
  .option('--from <path>', 'files that are here already: a folder or a tar archive')
  .option('--json', 'one JSON object a line')
  .action(async (dataset: string | undefined, { from, json }, command: Command) => {
    const output = outputTo(process.stdout, json === true)
    if (dataset === undefined) return void (await result(listDatasets(output)))
    if (!isDatasetName(dataset)) return unknownDataset(command, dataset)
    await result(data(output)(dataset, from))
  })

program
  .command('predict')
  .description('predict the rows of a CSV file, or the images of an idx, PNG or JPEG file, with a saved model')
  .argument('<model>', 'a file that fluxion train or fluxion images wrote')
  .argument('<file>', 'the file, or - for standard input')
  .option('--json', 'one JSON object a line')
  .action((model: string, csv: string, { json }) =>
    result(predict(outputTo(process.stdout, json === true))(model, csv)),
  )

program
  .command('import')
  .description('take weights of PyTorch or Keras, from a safetensors file, into a model file')
  .argument('<weights>', 'the safetensors file')
  .requiredOption('--into <model>', 'the model file, whose layers are those of the weights')
  .option('--map <file>', 'JSON: {"conv1": "params/0", "fc.weight": "params/1/weights", "head": null, …}')
  .addOption(oneOf('--layout <name>', 'whose names and arrangement (default: by the names)', layouts))
  .option('--partial', 'take what matches, and leave the rest of the model as it was')
  .option('--out <file>', 'where to save the model (default: where it was)')
  .option('--json', 'one JSON object a line')
  .action((weights: string, { json, partial, into, map, layout, out }) =>
    result(
      importInto(outputTo(process.stdout, json === true))({
        ...{ weights, into, map, layout, out },
        partial: partial === true,
      }),
    ),
  )

program
  .command('explain')
  .description('why a saved model says what it says: of one image, or of the rows of a CSV file')
  .argument('<model>', 'a file that fluxion train or fluxion images wrote')
  .argument('<input>', 'a PNG, JPEG or idx file, or a data set by name, whose test images are meant; or a CSV file')
  .addOption(oneOf('--method <name>', 'how (default: all for images, importance for tables)', explainMethods))
  .option('--target <class>', 'the class to explain (default: the predicted one, of two the second)')
  .option('--row <number>', 'which of several images, from 0', numeric, 0)
  .option('--from <path>', 'where the files of the data set are (default: the cache)')
  .addOption(oneOf('--baseline <image>', 'the image that says nothing (default: black; mean for colours)', baselines))
  .option('--steps <count>', 'points of the integral of integratedGradients', numeric, 50)
  .option('--feature <column>', 'the column of dependence')
  .option('--repeats <count>', 'how often importance deals a column out anew', numeric, 5)
  .option('--seed <number>', 'decides how importance deals', numeric, 0)
  .option('--out <path>', 'a .png of all maps, an .svg of one, or a folder for an .svg each')
  .option('--json', 'one JSON object')
  .action((model: string, input: string, { json, ...options }) =>
    result(explain(outputTo(process.stdout, json === true))(model, { input, ...options })),
  )

program
  .command('show')
  .description('show what is in a model file')
  .argument('<model>', 'a file that fluxion wrote')
  .option('--json', 'one JSON object')
  .action((model: string, { json }) => result(show(outputTo(process.stdout, json === true))(model)))

serveCommand(program, async (options, json) => {
  await result(serve(outputTo(process.stdout, json))(options))
})

streamCommand(program, async (options, json) => {
  await result(stream(outputTo(process.stdout, json))(options))
})

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0) // whoever read us has gone
  if (error.code === 'EIO') return // the terminal has closed: a run is still to be saved
  throw error
})

try {
  await program.parseAsync()
} catch (error) {
  if (!(error instanceof CommanderError)) throw error
  process.exitCode = error.exitCode === 0 ? 0 : 2
}
