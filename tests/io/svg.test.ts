/** Pictures of explanations: what is drawn where, in which colour. */
import { expect, test } from 'vitest'
import { barsSvg, curveSvg, heatMapSvg } from '../../src/io/index.js'

const rects = (svg: string): readonly string[] => [...svg.matchAll(/<rect x=[^>]*>/g)].map(([rect]) => rect)

test('a map: red for, blue against, nothing where nothing is, the largest densest', () => {
  const svg = heatMapSvg({ height: 1, width: 4, values: [0, 1, -2, 4] }, { title: 'a < b & "c"' })
  expect(svg).toContain('<title>a &lt; b &amp; &quot;c&quot;</title>')
  expect(svg).toContain('width="280" height="70" viewBox="0 0 4 1"')
  expect(rects(svg)).toEqual([
    '<rect x="1" y="0" width="1" height="1" fill="#d7191c" fill-opacity="0.2"/>',
    '<rect x="2" y="0" width="1" height="1" fill="#2c7bb6" fill-opacity="0.4"/>',
    '<rect x="3" y="0" width="1" height="1" fill="#d7191c" fill-opacity="0.8"/>',
  ])
})

test('a coarse map is stretched over its image, which lies under it', () => {
  const image = { height: 2, width: 3, values: [0, 0.5, 1, 2, -1, 0.2] }
  const svg = heatMapSvg({ height: 1, width: 2, values: [0, 3] }, { title: 'cam', image, size: 30 })
  expect(rects(svg).map((rect) => /fill="(.*?)"/.exec(rect)![1])).toEqual([
    ...[0, 128, 255, 255, 0, 51].map((v) => `rgb(${v},${v},${v})`),
    '#d7191c',
  ])
  expect(rects(svg).at(-1)).toBe('<rect x="1.5" y="0" width="1.5" height="2" fill="#d7191c" fill-opacity="0.8"/>')
  expect(rects(svg)[4]).toBe('<rect x="1" y="1" width="1" height="1" fill="rgb(0,0,0)"/>')
  expect(svg).toContain('width="30" height="20"')
  expect(rects(heatMapSvg({ height: 1, width: 2, values: [0, 0] }, { title: 'none' }))).toEqual([])
})

test('a curve from corner to corner, with its ends named; a flat one in the middle', () => {
  const names = { title: 'who leaves', x: 'age', y: 'p' }
  const svg = curveSvg(
    [
      [20, 0.1],
      [30, 0.1],
      [60, 0.425],
    ],
    names,
  )
  expect(svg).toContain('points="60,200 140,200 380,30"')
  for (const label of ['>20<', '>60<', '>0.1<', '>0.425<', '>age<', '>p<']) expect(svg).toContain(label)
  expect(
    curveSvg(
      [
        [0, 2],
        [1, 2],
      ],
      names,
    ),
  ).toContain('points="60,115 380,115"')
})

test('bars from 0 to either side, as long as they are large, with their deviations', () => {
  const svg = barsSvg(
    [
      { name: 'a <b>', value: 3, deviation: 1 },
      { name: 'c', value: -1, deviation: Number.NaN },
    ],
    { title: 'needs' },
  )
  // 180 pixels for numbers from -1 to 4: 36 for each, and 0 at 176
  expect(rects(svg)).toEqual([
    '<rect x="176" y="34" width="108" height="16" fill="#2c7bb6"/>',
    '<rect x="140" y="56" width="36" height="16" fill="#d7191c"/>',
  ])
  expect(svg.match(/<path d="[^"]*" stroke="#222"\/>/g)).toEqual(['<path d="M248 42H320" stroke="#222"/>'])
  for (const label of ['>a &lt;b&gt;<', '>3<', '>-1<', '>needs<']) expect(svg).toContain(label)
  expect(() => barsSvg([], { title: '' })).toThrow('barsSvg: expected at least one bar')
})

test('what is no picture and no curve is refused in one line', () => {
  expect(() => heatMapSvg({ height: 2, width: 2, values: [1] }, { title: '' })).toThrow(
    'heatMapSvg: 1 numbers are not a map of 2 × 2',
  )
  expect(() => curveSvg([[0, 1]], { title: '', x: '', y: '' })).toThrow('curveSvg: a curve needs at least two points')
  expect(() =>
    curveSvg(
      [
        [0, 1],
        [1, Number.NaN],
      ],
      { title: '', x: '', y: '' },
    ),
  ).toThrow('all finite')
})
