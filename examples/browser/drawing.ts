/** What the page draws: the loss curve, digits, bars; and what a person draws. */

/** Bytes of a 28 × 28 image onto a canvas of that size. */
export const drawDigit = (canvas: HTMLCanvasElement, bytes: Uint8Array): void => {
  canvas.width = canvas.height = 28
  const context = canvas.getContext('2d')!
  const image = context.createImageData(28, 28)
  bytes.forEach((byte, i) => image.data.set([byte, byte, byte, 255], 4 * i))
  context.putImageData(image, 0, 0)
}

const colour = (name: string): string => {
  const probe = document.createElement('i') // resolves light-dark()
  probe.style.color = `var(${name})`
  document.body.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}

/** Steps that a mean is taken over. */
const window = 20

/** Losses on a logarithmic axis over `steps` steps, each as a faint line, their running mean as a strong one. */
export const drawCurve = (canvas: HTMLCanvasElement, losses: readonly number[], steps: number): void => {
  const { clientWidth: width, clientHeight: height } = canvas
  const scale = devicePixelRatio
  canvas.width = width * scale
  canvas.height = height * scale
  const context = canvas.getContext('2d')!
  context.scale(scale, scale)
  const [left, right, top, bottom] = [38, 8, 8, 24]
  const [least, most] = [0.01, 10]
  const x = (step: number): number => left + ((width - left - right) * step) / Math.max(1, steps - 1)
  const y = (loss: number): number => {
    const share = Math.log(Math.min(most, Math.max(least, loss)) / least) / Math.log(most / least)
    return height - bottom - (height - top - bottom) * share
  }
  context.font = '12px system-ui, sans-serif'
  context.strokeStyle = colour('--line')
  context.fillStyle = colour('--soft')
  context.textAlign = 'right'
  for (const tick of [0.01, 0.1, 1, 10]) {
    context.beginPath()
    context.moveTo(left, y(tick))
    context.lineTo(width - right, y(tick))
    context.stroke()
    context.fillText(String(tick), left - 8, y(tick) + 4)
  }
  context.fillText(`step ${steps}`, width - right, height - 6)
  context.textAlign = 'left'
  context.fillText('0', left, height - 6)
  const line = (values: readonly number[], alpha: number, thick: number): void => {
    context.globalAlpha = alpha
    context.lineWidth = thick
    context.beginPath()
    values.forEach((loss, step) => context.lineTo(x(step), y(loss)))
    context.stroke()
  }
  context.strokeStyle = colour('--accent')
  context.lineJoin = 'round'
  line(losses, 0.3, 1)
  let sum = 0
  const means = losses.map((loss, step) => {
    sum += loss - (losses[step - window] ?? 0)
    return sum / Math.min(step + 1, window)
  })
  line(means, 1, 2.5)
}

/** Ten bars of probabilities, the largest marked. */
export const drawBars = (element: HTMLElement, probabilities: readonly number[]): void => {
  const top = probabilities.indexOf(Math.max(...probabilities))
  element.replaceChildren(
    ...probabilities.flatMap((p, digit) => {
      const [name, bar] = [document.createElement('span'), document.createElement('i')]
      name.textContent = String(digit)
      if (digit === top && p > 0) name.className = 'top'
      bar.style.width = `${100 * p}%`
      return [name, bar]
    }),
  )
}

/** The drawing as the images of the data set are made: the ink fits 20 × 20, its centre of mass is in the middle. */
export const drawnBytes = (pad: HTMLCanvasElement): Uint8Array | null => {
  const { width, height } = pad
  const { data } = pad.getContext('2d')!.getImageData(0, 0, width, height)
  let [left, right, up, down, mass, mx, my] = [width, -1, height, -1, 0, 0, 0]
  for (let i = 0; i < height; i++)
    for (let j = 0; j < width; j++) {
      const ink = data[4 * (i * width + j)]!
      if (ink === 0) continue
      left = Math.min(left, j)
      right = Math.max(right, j)
      up = Math.min(up, i)
      down = Math.max(down, i)
      mass += ink
      mx += ink * j
      my += ink * i
    }
  if (mass === 0) return null
  const scale = 20 / Math.max(right - left + 1, down - up + 1)
  const small = new OffscreenCanvas(28, 28).getContext('2d')!
  small.imageSmoothingQuality = 'high'
  small.drawImage(pad, 14 - scale * (mx / mass), 14 - scale * (my / mass), width * scale, height * scale)
  const { data: made } = small.getImageData(0, 0, 28, 28)
  return Uint8Array.from({ length: 784 }, (_, i) => made[4 * i]!)
}

/** Lets a person draw with white ink; tells of every stroke. */
export const drawable = (pad: HTMLCanvasElement, changed: () => void): { readonly clear: () => void } => {
  const context = pad.getContext('2d', { willReadFrequently: true })!
  const place = (event: PointerEvent): readonly [number, number] => {
    const box = pad.getBoundingClientRect()
    return [((event.clientX - box.left) * pad.width) / box.width, ((event.clientY - box.top) * pad.height) / box.height]
  }
  context.strokeStyle = '#fff'
  context.lineWidth = 24
  context.lineCap = context.lineJoin = 'round'
  pad.addEventListener('pointerdown', (event) => {
    pad.setPointerCapture(event.pointerId)
    context.beginPath()
    context.moveTo(...place(event))
  })
  pad.addEventListener('pointermove', (event) => {
    if (event.buttons === 0) return
    context.lineTo(...place(event))
    context.stroke()
    changed()
  })
  return {
    clear: () => {
      context.clearRect(0, 0, pad.width, pad.height)
      changed()
    },
  }
}
