/** Grey images as text, side by side. */
const shades = ' .:-=+*#%@'

/** Two rows of pixels make one line of text, so that images keep their proportions. */
const lines = (image: ArrayLike<number>, height: number, width: number): readonly string[] =>
  Array.from({ length: Math.ceil(height / 2) }, (_, i) =>
    Array.from({ length: width }, (_, j) => {
      const top = image[2 * i * width + j] ?? 0
      const bottom = image[(2 * i + 1) * width + j] ?? top
      return shades[Math.min(shades.length - 1, Math.floor(((top + bottom) / 2 / 256) * shades.length))]
    }).join(''),
  )

/** Images of bytes (0 black to 255 white) beside each other, each above its caption, as many as `columns` hold. */
export const asciiImages = (
  images: readonly ArrayLike<number>[],
  height: number,
  width: number,
  captions: readonly string[],
  columns = 80,
): string => {
  const blocks = images.map((image, i) => [...lines(image, height, width), captions[i]!])
  const size = Math.max(...blocks.flat().map((line) => line.length))
  const perRow = Math.max(1, Math.floor((columns + 2) / (size + 2)))
  const rows = Array.from({ length: Math.ceil(blocks.length / perRow) }, (_, i) =>
    blocks.slice(i * perRow, (i + 1) * perRow),
  )
  return rows
    .map((row) =>
      row[0]!
        .map((_, at) =>
          row
            .map((block) => block[at]!.padEnd(size))
            .join('  ')
            .trimEnd(),
        )
        .join('\n'),
    )
    .join('\n\n')
}
