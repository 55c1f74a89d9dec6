/** Why a network of images says what it says of one: evidence by several methods, drawn over the image. */
import { basename, extname, join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { literal, type Tensor } from '../core/index.js'
import { list, nearest, type Picture, showDataError } from '../data/index.js'
import { compile, read, readScalar } from '../engine/index.js'
import {
  contactSheet,
  encodePng,
  evidenceOver,
  type HeatMap,
  heatMapSvg,
  imagesIn,
  type ModelFile,
  type Preprocessing,
  readWhole,
  showFileError,
  withChannels,
  writeFolder,
  writeWhole,
} from '../io/index.js'
import {
  type AnyModel,
  evidence,
  fromSpecs,
  gradCam,
  integratedGradients,
  occlusion,
  saliency,
} from '../models/index.js'
import { sum } from '../ops/index.js'
import { imagesOf, predict, probabilitiesOfLogits } from '../streams/index.js'
import { type DatasetName, isDatasetName, loadImages, withClasses } from './datasets.js'
import type { Output } from './output.js'
import { number, percent } from './report.js'

type Lines = readonly string[]
type Scales = Extract<Preprocessing, { kind: 'images' }>

export const imageMethods = ['saliency', 'integratedGradients', 'gradCam', 'occlusion'] as const
export type ImageMethod = (typeof imageMethods)[number]
export const baselines = ['black', 'mean', 'white'] as const

export interface ExplainImage {
  /** A picture, a file of images, or the name of a data set, whose test images are meant. */
  readonly input: string
  /** Where the files of that data set are. */
  readonly from: string | undefined
  /** Which of several images; from 0. */
  readonly row: number
  /** `undefined`: all that suit the network. */
  readonly method: ImageMethod | undefined
  /** The class to explain; `undefined`: the one that was predicted. */
  readonly target: string | undefined
  /** The image that says nothing; `undefined`: black where images are grey, the mean colour where they are coloured. */
  readonly baseline: (typeof baselines)[number] | undefined
  /** Nodes of the integral. */
  readonly steps: number
  readonly out: string | undefined
}

/** One image, and its class where it is known. */
interface Found {
  readonly bytes: Uint8Array
  readonly truth: string | null
  /** How many images there were. */
  readonly of: number
}

const noRow = (input: string, row: number, of: number): Lines => [
  `${input}: there is no image ${row} among ${of}; --row must be a whole number from 0 to ${of - 1}`,
]

const inDataset = (
  name: DatasetName,
  { input, from, row }: ExplainImage,
  { shape }: Scales,
  { run }: ModelFile,
): TE.TaskEither<Lines, Found> => {
  const trained = run?.settings as
    | { readonly dataset?: unknown; readonly classes?: readonly string[] | null }
    | undefined
  return pipe(
    loadImages(name, from),
    TE.chainEitherK(withClasses(trained?.dataset === name ? (trained.classes ?? null) : null)),
    TE.chainEitherK(({ train, test }) => {
      const { size, bytes, labels, classes, shape: own } = test ?? train
      if (`${own}` !== `${shape}`)
        return E.left<Lines, Found>([
          `${input}: this model reads images of ${shape.join(' × ')} bytes, got ${own.join(' × ')}`,
        ])
      if (!(Number.isInteger(row) && row >= 0 && row < size)) return E.left<Lines, Found>(noRow(input, row, size))
      const each = bytes.length / size
      return E.right({ bytes: bytes.slice(row * each, (row + 1) * each), truth: classes[labels[row]!]!, of: size })
    }),
  )
}

const inFile = ({ input, row }: ExplainImage, { shape }: Scales): TE.TaskEither<Lines, Found> =>
  pipe(
    readWhole(input),
    TE.mapLeft((error): Lines => [showFileError(error)]),
    TE.chainEitherK((whole) =>
      pipe(
        imagesIn(shape)(input)(whole),
        E.mapLeft((errors): Lines => errors.map(showDataError)),
      ),
    ),
    TE.chainEitherK((bytes) => {
      const each = shape.reduce((a, b) => a * b, 1)
      const of = bytes.length / each
      return Number.isInteger(row) && row >= 0 && row < of
        ? E.right({ bytes: bytes.slice(row * each, (row + 1) * each), truth: null, of })
        : E.left<Lines, Found>(noRow(input, row, of))
    }),
  )

/** The place of the class that was asked for. */
export const classNamed = (target: string, classes: readonly string[]): E.Either<Lines, number> => {
  const at = classes.indexOf(target)
  if (at >= 0) return E.right(at)
  const meant = nearest(target, classes)
  const fix = meant === undefined ? `use one of ${list(classes)}` : `did you mean '${meant}'?`
  return E.left([`--target: there is no class '${target}'; ${fix}`])
}

/** What a method found: its map, and what there is to say of it. */
interface Shown {
  readonly method: ImageMethod
  readonly map: HeatMap
  readonly says: Readonly<Record<string, number>>
}

/** The numbers of `[1, h, w]`, or of `[1, h, w, c]` with channels made one by `join`. */
const mapOf = (map: Tensor<any, any>, join: (channels: readonly number[]) => number): HeatMap => {
  const [, height, width, channels = 1] = map.shape as readonly [number, number, number, number?]
  const numbers = Array.from(read(map) as Iterable<number>)
  const values = Array.from({ length: height * width }, (_, i) => join(numbers.slice(i * channels, (i + 1) * channels)))
  return { height, width, values }
}
const total = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)

/** Whether a method can look into a network. */
const suits = (model: AnyModel, method: ImageMethod): boolean =>
  method !== 'gradCam' || model.layers.slice(1).some(({ out }) => out.length === 3)

/** The pixel of the baseline, as the network reads it. */
const baselineOf = (
  { mean, deviation, shape }: Scales,
  asked: ExplainImage['baseline'],
): { readonly name: (typeof baselines)[number]; readonly tensor: Tensor<any, any> } => {
  const channels = shape.at(-1)!
  const name = asked ?? (channels === 1 ? 'black' : 'mean')
  const level = { black: 0, white: 1 }
  const values = Array.from({ length: channels }, (_, c) => {
    const [m, d] = [mean, deviation].map((x) => (typeof x === 'number' ? x : x[c]!))
    return name === 'mean' ? 0 : (level[name] - m!) / d!
  })
  return { name, tensor: literal([1, 1, 1, channels], values) }
}

/** The evidence for output `of`, by one method. */
const shownBy = (
  method: ImageMethod,
  model: AnyModel,
  file: ModelFile,
  of: number,
  baseline: Tensor<any, any>,
  steps: number,
  x: any,
): Shown => {
  const f: any = evidence(model, of)(file)
  switch (method) {
    case 'saliency':
      return { method, map: mapOf(compile(saliency(f))(x), (c) => Math.max(...c)), says: {} }
    case 'integratedGradients': {
      const { attributions, gap } = compile(integratedGradients({ baseline, steps })(f))(x)
      const attributed = readScalar(sum(attributions as any) as any)
      const missing = Array.from(read(gap) as Iterable<number>)[0]!
      return {
        method,
        map: mapOf(attributions, total),
        says: { attributed, gained: attributed - missing, gap: missing },
      }
    }
    case 'gradCam':
      return { method, map: mapOf(compile((image: any) => gradCam(model, { of })(file, image))(x), total), says: {} }
    case 'occlusion': {
      const patch = Math.max(1, Math.round(Math.min(x.shape[1], x.shape[2]) / 7))
      const stride = Math.ceil(patch / 2)
      const map = mapOf(compile(occlusion({ patch, stride, baseline })(f))(x), total)
      return { method, map, says: { patch, stride } }
    }
  }
}

/** Where a map is largest, in pixels of the image: the middle of that cell. */
const peakOf = ({ height, width, values }: HeatMap, [h, w]: readonly number[]) => {
  const numbers = Array.from(values)
  const at = numbers.indexOf(Math.max(...numbers))
  const middle = (cell: number, cells: number, size: number): number => Math.floor(((cell + 0.5) * size) / cells)
  return { row: middle(Math.floor(at / width), height, h!), column: middle(at % width, width, w!), value: numbers[at]! }
}

/** Under each map: what it is, and where it knows no sign, that it does not. */
const captions: { readonly [M in ImageMethod]: readonly string[] } = {
  saliency: ['saliency', 'strength alone'],
  integratedGradients: ['integrated', 'gradients'],
  gradCam: ['Grad-CAM', 'for alone'],
  occlusion: ['occlusion'],
}
const methodNames: { readonly [M in ImageMethod]: string } = {
  saliency: 'saliency',
  integratedGradients: 'integrated gradients',
  gradCam: 'Grad-CAM',
  occlusion: 'occlusion',
}

const sheetOf = (picture: Picture, shown: readonly Shown[], title: string): Uint8Array => {
  const scale = Math.max(1, Math.round(192 / Math.max(picture.width, picture.height)))
  const tiles = [
    { picture, caption: [{ text: 'the image' }] },
    ...shown.map(({ method, map }) => ({
      picture: evidenceOver(map, picture),
      caption: captions[method].map((text) => ({ text })),
    })),
  ]
  return encodePng(contactSheet(tiles, { title, columns: tiles.length, scale }).picture)
}
const svgOf = (picture: Picture, { method, map }: Shown, title: string): Uint8Array => {
  const { width, height, bytes } = withChannels(1)(picture)
  const image = { width, height, values: Array.from(bytes, (byte) => byte / 255) }
  return Buffer.from(heatMapSvg(map, { title: `${methodNames[method]}: ${title}`, image }))
}

/** Writes the evidence where it was asked for; gives the names of the files. */
const written = (
  { out, input, row, method }: ExplainImage,
  of: number,
  picture: Picture,
  shown: readonly Shown[],
  title: string,
): TE.TaskEither<Lines, readonly string[]> => {
  const stem = `${basename(input, extname(input))}${of > 1 ? `-${row}` : ''}`
  const target = out ?? `${stem}-${method ?? 'explained'}.png`
  const inLine = TE.mapLeft((error: Parameters<typeof showFileError>[0]): Lines => [showFileError(error)])
  const file = (bytes: Uint8Array) =>
    pipe(
      writeWhole(target)(bytes),
      inLine,
      TE.map(() => [target]),
    )
  switch (extname(target)) {
    case '.png':
      return file(sheetOf(picture, shown, title))
    case '.svg':
      return shown.length === 1
        ? file(svgOf(picture, shown[0]!, title))
        : TE.left([`--out ${target}: an .svg holds one map; choose it by --method, or name a .png or a folder`])
    case '':
      return pipe(
        writeFolder(target)(Object.fromEntries(shown.map((one) => [`${one.method}.svg`, svgOf(picture, one, title)]))),
        inLine,
        TE.map(() => shown.map((one) => join(target, `${one.method}.svg`))),
      )
    default:
      return TE.left([`--out ${target}: pictures are written as .png or .svg, or into a folder`])
  }
}

/** What is said of the integral: attributions sum to what the logit gains, but for the gap. */
const completeness = ({ attributed, gained, gap }: Shown['says'], baseline: string): string =>
  `attributions sum to ${number(attributed!)}; the logit gains ${number(gained!)} over ${baseline === 'mean' ? 'the mean image' : `a ${baseline} image`}; completeness gap ${number(gap!)}`

export const explainImage =
  (output: Output) =>
  (file: ModelFile, scales: Scales, asked: ExplainImage): TE.TaskEither<Lines, void> => {
    const model = fromSpecs(file.layers)
    const { classes, shape, mean, deviation } = scales
    const methods = asked.method === undefined ? imageMethods.filter((m) => suits(model, m)) : [asked.method]
    if (!methods.every((method) => suits(model, method)))
      return TE.left([
        '--method gradCam: no layer of this model gives images; use saliency, integratedGradients or occlusion',
      ])
    return pipe(
      TE.Do,
      TE.bind('found', () =>
        isDatasetName(asked.input) ? inDataset(asked.input, asked, scales, file) : inFile(asked, scales),
      ),
      TE.let('x', ({ found }) => imagesOf(found.bytes, shape, { mean, deviation })),
      TE.let('p', ({ x }) => probabilitiesOfLogits(predict(model)(file, x), 1)[0]!),
      TE.let('guess', ({ p }) => p.indexOf(Math.max(...p))),
      TE.bind('of', ({ guess }) =>
        TE.fromEither(asked.target === undefined ? E.right(guess) : classNamed(asked.target, classes)),
      ),
      TE.let('baseline', () => baselineOf(scales, asked.baseline)),
      TE.let('shown', ({ x, of, baseline }) =>
        methods.map((method) => shownBy(method, model, file, of, baseline.tensor, asked.steps, x.batch([0]))),
      ),
      TE.bind('files', ({ found, shown, of, p }) => {
        const [height, width, channels] = shape as readonly [number, number, 1 | 3]
        const picture = { width, height, channels, bytes: found.bytes }
        const title = `${classes[of]} (${percent(p[of]!)}): red speaks for it, blue against`
        return written(asked, found.of, picture, shown, title)
      }),
      TE.map(({ found, p, guess, of, shown, files, baseline }) => {
        const said = (k: number): string => `${classes[k]} (${percent(p[k]!)})`
        const second = p
          .map((q, k) => [q, k] as const)
          .filter(([, k]) => k !== guess)
          .sort(([a], [b]) => b - a)[0]
        const place = found.of > 1 ? `${asked.input}, image ${asked.row}` : asked.input
        output.say(
          `${place}: predicted ${said(guess)}${second === undefined ? '' : `, then ${said(second[1])}`}${found.truth === null ? '' : `; it is ${found.truth}`}`,
        )
        output.say(`why ${said(of)}:`)
        const methodsSaid = shown.map(({ method, map, says }) => ({ method, largest: peakOf(map, shape), ...says }))
        for (const { method, largest } of methodsSaid)
          output.say(`  ${methodNames[method].padEnd(22)}strongest at row ${largest.row}, column ${largest.column}`)
        for (const { method, says } of shown)
          if (method === 'integratedGradients') output.say(`  ${completeness(says, baseline.name)}`)
        output.say(`wrote ${files.join(', ')}`)
        output.event({
          event: 'explanation',
          input: asked.input,
          ...(found.of > 1 ? { row: asked.row } : {}),
          ...(found.truth === null ? {} : { truth: found.truth }),
          prediction: classes[guess],
          probabilities: Object.fromEntries(classes.map((name, k) => [name, p[k]!])),
          target: classes[of],
          baseline: baseline.name,
          methods: methodsSaid,
          files,
        })
      }),
    )
  }
