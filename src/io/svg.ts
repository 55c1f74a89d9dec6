/** Explanations as pictures: SVG, plain text that every browser shows. */
import { densest, evidenceColours, type HeatMap, largestOf } from './heatMap.js'

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
/** Three decimals at most: text stays short, and the same everywhere. */
const short = (x: number): string => String(Number(x.toFixed(3)))
/** `#d7191c` */
const hex = (colour: readonly number[]): string => `#${colour.map((c) => c.toString(16).padStart(2, '0')).join('')}`

export interface HeatMapOptions {
  /** Named in the picture for those who cannot see it. */
  readonly title: string
  /** Grey levels under the map, 0 black to 1 white; it may have more pixels than the map. */
  readonly image?: HeatMap
  /** Width in pixels; default 280. */
  readonly size?: number
}

const checkPicture = (what: string, { height, width, values }: HeatMap): void => {
  if (values.length !== height * width || values.length === 0)
    throw new RangeError(`heatMapSvg: ${values.length} numbers are not ${what} of ${height} × ${width}`)
}

const cells = ({ height, width, values }: HeatMap, fill: (value: number) => string, to: HeatMap): string =>
  Array.from({ length: height * width }, (_, i) => {
    const shown = fill(values[i]!)
    if (shown === '') return ''
    const [w, h] = [to.width / width, to.height / height]
    return `<rect x="${short((i % width) * w)}" y="${short(Math.floor(i / width) * h)}" width="${short(w)}" height="${short(h)}" ${shown}/>`
  }).join('')

/**
 * A map over an image: red where it is above 0, blue where it is below, as dense as it is large beside the largest. A
 * coarse map (Grad-CAM's) is drawn in its own cells, stretched over the image. Throws `RangeError` for numbers that are not
 * a picture of that height and width.
 *
 * @example heatMapSvg({ height: 28, width: 28, values: read(map) }, { title: 'why a 3', image })
 */
export const heatMapSvg = (map: HeatMap, { title, image = map, size = 280 }: HeatMapOptions): string => {
  checkPicture('a map', map)
  checkPicture('an image', image)
  const most = largestOf(map)
  const tint = (value: number): string => {
    const density = most > 0 ? Math.abs(value) / most : 0
    return density < 0.005
      ? ''
      : `fill="${hex(evidenceColours[value > 0 ? 'for' : 'against'])}" fill-opacity="${short(densest * density)}"`
  }
  const grey = (value: number): string => {
    const level = Math.round(255 * Math.min(Math.max(value, 0), 1))
    return `fill="rgb(${level},${level},${level})"`
  }
  const under = image === map ? '' : cells(image, grey, image)
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" width="${size}" height="${short((size * image.height) / image.width)}" viewBox="0 0 ${image.width} ${image.height}" shape-rendering="crispEdges"><title>${escaped(title)}</title><rect width="100%" height="100%" fill="#fff"/>${under}${cells(map, tint, image)}</svg>\n`
}

export interface CurveOptions {
  readonly title: string
  /** What lies along the axes. */
  readonly x: string
  readonly y: string
}

/**
 * A curve through points in the order given, its axes marked with the least and the largest of each: partial dependence.
 * Throws `RangeError` for fewer than two points, or one that is not finite.
 *
 * @example curveSvg([[20, 0.1], [60, 0.4]], { title: 'who leaves', x: 'age', y: 'p(leaves)' })
 */
export const curveSvg = (
  points: readonly (readonly [x: number, y: number])[],
  { title, x, y }: CurveOptions,
): string => {
  if (points.length < 2 || !points.flat().every(Number.isFinite))
    throw new RangeError('curveSvg: a curve needs at least two points, all finite')
  const span = (values: readonly number[]): readonly [number, number] => [Math.min(...values), Math.max(...values)]
  const [[left, right], [low, high]] = [span(points.map(([p]) => p)), span(points.map(([, q]) => q))]
  const place = (value: number, [from, to]: readonly [number, number], start: number, end: number): string =>
    short(to > from ? start + ((value - from) / (to - from)) * (end - start) : (start + end) / 2)
  const line = points.map(([p, q]) => `${place(p, [left, right], 60, 380)},${place(q, [low, high], 200, 30)}`).join(' ')
  const text = (at: string, anchor: string, words: string): string =>
    `<text ${at} text-anchor="${anchor}">${escaped(words)}</text>`
  const number = (value: number): string => String(Number(value.toPrecision(4)))
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" width="400" height="250" viewBox="0 0 400 250" font-family="sans-serif" font-size="11"><title>${escaped(title)}</title><rect width="100%" height="100%" fill="#fff"/><path d="M60 30V200H380" fill="none" stroke="#888"/>${text('x="60" y="18"', 'start', y)}${text('x="380" y="236"', 'end', x)}${text('x="54" y="204"', 'end', number(low))}${text('x="54" y="34"', 'end', number(high))}${text('x="60" y="216"', 'start', number(left))}${text('x="380" y="216"', 'end', number(right))}<polyline points="${line}" fill="none" stroke="#2c7bb6" stroke-width="2"/></svg>\n`
}

/** One bar: below 0 it goes to the left. */
export interface Bar {
  readonly name: string
  readonly value: number
  /** Drawn as a line to either side of the bar's end. */
  readonly deviation?: number
}

/**
 * Bars below each other, with their names and numbers: importance, the dependence on categories. Throws `RangeError` for
 * no bars, or a value that is not finite.
 *
 * @example barsSvg([{ name: 'age', value: 0.12, deviation: 0.01 }], { title: 'what the model needs' })
 */
export const barsSvg = (bars: readonly Bar[], { title }: { readonly title: string }): string => {
  if (bars.length === 0 || !bars.every(({ value }) => Number.isFinite(value)))
    throw new RangeError('barsSvg: expected at least one bar, all of them finite')
  const reach = ({ value, deviation = 0 }: Bar): readonly number[] =>
    Number.isFinite(deviation) ? [value - deviation, value + deviation] : [value]
  const low = Math.min(0, ...bars.flatMap(reach))
  const high = Math.max(0, ...bars.flatMap(reach))
  const [left, right, row] = [140, 320, 22]
  const place = (value: number): number => left + (high > low ? ((value - low) / (high - low)) * (right - left) : 0)
  const cut = (name: string): string => (name.length > 20 ? `${name.slice(0, 19)}…` : name)
  const drawn = bars.map((bar, i) => {
    const { name, value, deviation = 0 } = bar
    const y = 34 + row * i
    const [from, to] = [place(Math.min(0, value)), place(Math.max(0, value))]
    const whisker =
      deviation > 0
        ? `<path d="M${short(place(value - deviation))} ${y + 8}H${short(place(value + deviation))}" stroke="#222"/>`
        : ''
    return `<text x="${left - 8}" y="${y + 12}" text-anchor="end">${escaped(cut(name))}</text><rect x="${short(from)}" y="${y}" width="${short(to - from)}" height="16" fill="${hex(evidenceColours[value < 0 ? 'for' : 'against'])}"/>${whisker}<text x="${right + 8}" y="${y + 12}">${Number(value.toPrecision(4))}</text>`
  })
  const height = 34 + row * bars.length + 10
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" width="400" height="${height}" viewBox="0 0 400 ${height}" font-family="sans-serif" font-size="11"><title>${escaped(title)}</title><rect width="100%" height="100%" fill="#fff"/><text x="12" y="20" font-size="12">${escaped(title)}</text>${drawn.join('')}<path d="M${short(place(0))} 30V${height - 10}" stroke="#888"/></svg>\n`
}
