/** What people read: tables, the live line, reasons. */
import Table from 'cli-table3'
import type { ConfusionMatrix } from '../models/metrics/index.js'
import { precision, recall } from '../models/metrics/index.js'
import type { Epoch, Progress, Reason, Scores } from '../streams/index.js'

/** `95.2 %`, and nearer to the whole `99.19 %`, at most `99.99 %` where it is not the whole. */
export const percent = (share: number): string =>
  share > 0.99 && share < 1 ? `${Math.min(100 * share, 99.99).toFixed(2)} %` : `${(100 * share).toFixed(1)} %`
export const number = (x: number): string =>
  Number.isInteger(x) ? x.toLocaleString('en-US') : x === 0 || Math.abs(x) >= 1e-3 ? x.toFixed(4) : x.toExponential(2)
const rate = (perSecond: number): string => `${Math.round(perSecond).toLocaleString('en-US')} rows/s`

/** `1 h 02 min`, `3 min 20 s`, `45 s` */
export const duration = (seconds: number): string => {
  if (!Number.isFinite(seconds)) return '…'
  const s = Math.max(0, Math.round(seconds))
  const two = (n: number): string => String(n).padStart(2, '0')
  if (s >= 3600) return `${Math.floor(s / 3600)} h ${two(Math.floor((s % 3600) / 60))} min`
  return s >= 60 ? `${Math.floor(s / 60)} min ${two(s % 60)} s` : `${s} s`
}

const measures = (metrics: Readonly<Record<string, number>>): string =>
  Object.entries(metrics)
    .map(([name, value]) => `${name} ${name === 'accuracy' ? percent(value) : number(value)}`)
    .join('  ')

const bar = (share: number, width = 20): string => {
  const full = Math.round(share * width)
  return '█'.repeat(full) + '░'.repeat(width - full)
}

/** The live line: epoch, share of it, rate, time left, loss, and what validation measured last. */
export const progressLine = (p: Progress): string =>
  [
    `epoch ${Math.min(p.epoch + 1, p.epochs)}/${p.epochs} ${bar(p.done)} ${String(Math.round(100 * p.done)).padStart(3)} %`,
    rate(p.rowsPerSecond),
    `${duration(p.secondsLeft)} left`,
    `loss ${number(p.loss)}`,
    ...(Object.keys(p.metrics).length > 0 ? [`last epoch: ${measures(p.metrics)}`] : []),
  ].join('  ')

/** One finished epoch. */
export const epochLine = (e: Epoch, epochs: number): string =>
  `epoch ${String(e.epoch).padStart(String(epochs).length)}/${epochs}  loss ${number(e.loss)}  ${measures(e.metrics)}`

/** Why a run ended, as a sentence. */
export const reasonText = (reason: Reason, best: { readonly epoch: number }, patience: number | null): string => {
  switch (reason.reason) {
    case 'epochs':
      return `all epochs done; the best was epoch ${best.epoch}`
    case 'patience':
      return `no better validation loss for ${patience} epochs; the best was epoch ${best.epoch}`
    case 'diverged':
      return `diverged at step ${reason.step} (${reason.message}); try a smaller --rate. The best was epoch ${best.epoch}`
  }
}

/** Rounded, but never to a whole that it is not. */
const rounded = (share: number, digits: number): string =>
  `${(share < 1 ? Math.min(100 * share, 100 - 10 ** -digits) : 100).toFixed(digits)} %`

/** Of each class: its examples, its accuracy (the share of them that was recognised: recall), and its precision. */
export const perClass = (matrix: ConfusionMatrix, classes: readonly string[]) =>
  classes.map((name, k) => ({
    class: name,
    examples: matrix[k]!.reduce((a, b) => a + b, 0),
    accuracy: recall(matrix, k),
    precision: precision(matrix, k),
  }))

/** The least letters that a column's head is cut to where names are too long for the line. */
const leastHead = 4

/**
 * Truths down, predictions across, recall (the accuracy of the class) at the end of each row and precision below; ten classes
 * fit 80 columns, names above the columns cut where they must be: they are those of the rows, in the same order.
 */
export const confusionTable = (matrix: ConfusionMatrix, classes: readonly string[], columns: number): string => {
  const digits = classes.length > 4 ? 0 : 1
  const side = Math.max('truth \\ predicted'.length, ...classes.map((name) => name.length))
  const room = Math.floor((columns - side - 'recall'.length - 2) / classes.length) - 2
  const head = (name: string): string => name.slice(0, Math.max(leastHead, room))
  return tableText(
    ['truth \\ predicted', ...classes.map(head), 'recall'],
    [
      ...matrix.map((row, k) => [classes[k]!, ...row.map(String), rounded(recall(matrix, k), digits)]),
      ['precision', ...classes.map((_, k) => rounded(precision(matrix, k), digits)), ''],
    ],
  )
}

/** The accuracy of each class, the least first, side by side in `columns`: for more classes than a table can hold. */
export const classAccuracies = (matrix: ConfusionMatrix, classes: readonly string[], columns: number): string => {
  const cells = perClass(matrix, classes)
    .filter(({ examples }) => examples > 0)
    .toSorted((a, b) => a.accuracy - b.accuracy)
    .map(({ class: name, accuracy }) => `${rounded(accuracy, 1).padStart(7)}  ${name}`)
  const width = Math.max(0, ...cells.map((cell) => cell.length))
  const across = Math.max(1, Math.floor((columns + 2) / (width + 2)))
  const down = Math.ceil(cells.length / across)
  return [
    'accuracy by class, the least first',
    ...Array.from({ length: down }, (_, i) =>
      cells
        .filter((_, k) => k % down === i)
        .map((cell) => cell.padEnd(width))
        .join('  ')
        .trimEnd(),
    ),
  ].join('\n')
}
/** The ten most frequent mistakes: for classes that no table can hold. */
export const confusionList = (matrix: ConfusionMatrix, classes: readonly string[]): string =>
  [
    'most frequent mistakes',
    ...matrix
      .flatMap((row, truth) => row.map((count, guess) => ({ truth, guess, count })))
      .filter(({ truth, guess, count }) => truth !== guess && count > 0)
      .sort((a, b) => b.count - a.count)
      .slice(0, 10)
      .map(({ truth, guess, count }) => `${String(count).padStart(6)}  ${classes[truth]}, taken for ${classes[guess]}`),
  ].join('\n')

/** A table without borders: names at the left, numbers at the right, nothing behind the last column. */
export const tableText = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const table = new Table({ head: [...head], ...plainTable(head.length - 1) })
  for (const row of rows) table.push([...row])
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}

/** Options of a table without borders: names at the left, then so many columns of numbers. */
export const plainTable = (columns: number) => ({
  colAligns: ['left' as const, ...Array.from({ length: columns }, () => 'right' as const)],
  style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 },
  chars: { ...noBorders, middle: '  ' },
})
const noBorders = Object.fromEntries(
  'top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right left left-mid mid mid-mid right right-mid'
    .split(' ')
    .map((part) => [part, '']),
)

/** `accuracy 86.4 %  auc 0.8612  loss 0.3391` */
export const scoreLine = ({ loss, metrics }: Scores): string => `${measures(metrics)}  loss ${number(loss)}`
