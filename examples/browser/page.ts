/** A page in which a network learns. `npm run browser` serves it; `?limit=2000&epochs=1` makes it shorter. */
import { best, readScalar } from 'fluxion'
import { classesOfLogits, predict, probabilitiesOfLogits, type Snapshot } from 'fluxion/streams'
import { lastValueFrom, tap } from 'rxjs'
import { drawable, drawBars, drawCurve, drawDigit, drawnBytes } from './drawing.js'
import { digest, type Lesson, lesson, model, type Params, pixels } from './training.js'

const element = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T
const show = (id: string, text: string): void => {
  element(id).textContent = text
}
const asked = new URLSearchParams(location.search)
const count = (name: string, usual: number): number => Number(asked.get(name) ?? usual)
const wanted: Lesson = { limit: count('limit', 8000), tests: count('tests', 2000), epochs: count('epochs', 3) }

const load = async (name: string): Promise<Uint8Array> => {
  const answer = await fetch(`mnist/${name}`)
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status} ${answer.statusText}`)
  return new Uint8Array(await answer.arrayBuffer())
}

const read = predict(model)
/** What the model says of images of 28 × 28 bytes: logits. */
const logits = (snapshot: Snapshot<Params, readonly []>, bytes: Uint8Array) => read(snapshot, pixels(bytes))

const learn = async (): Promise<void> => {
  show('engine', best().name)
  const [images, labels] = await Promise.all(['t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte'].map(load))
  const { rows, steps, states, testImage } = lesson({ images: images!, labels: labels! }, wanted)

  const shown = 28
  const tests = Uint8Array.from({ length: shown * 784 }, (_, i) => testImage(Math.floor(i / 784)).bytes[i % 784]!)
  const figures = Array.from({ length: shown }, (_, i) => {
    const [figure, canvas, caption] = ['figure', 'canvas', 'figcaption'].map((name) => document.createElement(name))
    drawDigit(canvas as HTMLCanvasElement, testImage(i).bytes)
    figure!.append(canvas!, caption!)
    return { figure: figure!, caption: caption! }
  })
  element('tests').replaceChildren(...figures.map(({ figure }) => figure))

  let now: Snapshot<Params, readonly []> | undefined
  const readDrawing = (): void => {
    const bytes = drawnBytes(element('pad'))
    const p = now === undefined || bytes === null ? null : probabilitiesOfLogits(logits(now, bytes), 1)[0]!
    drawBars(element('bars'), p ?? Array.from({ length: 10 }, () => 0))
  }
  const { clear } = drawable(element('pad'), readDrawing)
  element('clear').addEventListener('click', clear)
  readDrawing()

  const losses: number[] = []
  const began = performance.now()
  let [drawn, seen] = [0, 0]
  const draw = (): void => {
    drawn = performance.now()
    show('step', `${losses.length} of ${steps}`)
    show('rate', Math.round((seen / (performance.now() - began)) * 1000).toLocaleString('en'))
    show('loss', losses.length === 0 ? '…' : losses.at(-1)!.toFixed(3))
    drawCurve(element('curve'), losses, steps)
    if (now === undefined) return
    const guesses = classesOfLogits(logits(now, tests), shown)
    figures.forEach(({ figure, caption }, i) => {
      caption.textContent = String(guesses[i])
      figure.className = guesses[i] === testImage(i).label ? '' : 'wrong'
    })
  }
  const last = await lastValueFrom(
    states.pipe(
      tap(({ training, position, history }) => {
        now = { params: training.params, state: training.state as readonly [] }
        if (position.batch > 0) {
          losses.push(readScalar(training.loss))
          seen += Math.min(32, rows - 32 * (position.batch - 1))
        }
        const accuracy = history.at(-1)?.metrics.accuracy
        if (accuracy !== undefined) show('accuracy', `${(100 * accuracy).toFixed(1)} %`)
        if (performance.now() - drawn > 150) draw()
      }),
    ),
  )
  draw()
  addEventListener('resize', draw)
  show('digest', await digest(last.training.params))
  document.body.dataset.state = 'done'
}

learn().catch((error: unknown) => {
  show('digest', error instanceof Error ? error.message : String(error))
  document.body.dataset.state = 'failed'
})
