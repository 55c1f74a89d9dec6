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

/** Images of bytes (0 black to 255 white) in one row, each above its caption. */
export const asciiImages = (
  images: readonly ArrayLike<number>[],
  height: number,
  width: number,
  captions: readonly string[],
): string => {
  const blocks = images.map((image, i) => [...lines(image, height, width), captions[i]!])
  const widths = blocks.map((block) => Math.max(...block.map((line) => line.length)))
  return Array.from({ length: blocks[0]?.length ?? 0 }, (_, row) =>
    blocks
      .map((block, i) => block[row]!.padEnd(widths[i]!))
      .join('  ')
      .trimEnd(),
  ).join('\n')
}
