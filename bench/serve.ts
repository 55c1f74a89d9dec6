/** The side of a contender: answers questions on standard input. peers/protocol.py is the same in Python. */
import { createInterface } from 'node:readline'
import type { Spec } from './cases.js'
import type { Answer, Question, Via } from './protocol.js'

/** A case made ready. */
export interface Prepared {
  readonly run: (times: number) => void | Promise<void>
  /** Some numbers of the last result. */
  readonly sample: () => readonly number[] | Promise<readonly number[]>
}
export interface Contender {
  readonly load: () => Promise<void>
  /** Throws what it cannot do. */
  readonly prepare: (spec: Spec, via: Via) => Prepared | Promise<Prepared>
}

/** Enough runs of one case before it is measured. */
const enoughMs = 3000

export const serve = async ({ load, prepare }: Contender): Promise<void> => {
  console.log = console.info = console.warn = console.error // standard output is for answers
  let now: Prepared = { run: () => undefined, sample: () => [] }
  const timed = async (work: () => unknown): Promise<number> => {
    const start = performance.now()
    await work()
    return performance.now() - start
  }
  const once = (): Promise<number> => timed(() => now.run(1))

  const answer = async (question: Question): Promise<Answer> => {
    switch (question.ask) {
      case 'load':
        return { ms: await timed(load) }
      case 'run':
        return { ms: await timed(() => now.run(question.times)) }
      case 'first':
        now = await prepare(question.spec, 'call')
        return { ms: (await once()) - (await once()) }
      case 'prepare': {
        now = await prepare(question.spec, question.via)
        const learns = question.spec.kind === 'training' || question.spec.kind === 'resnet'
        let ms = await once()
        const sample = [...(await now.sample())]
        for (let runs = 1, all = ms; runs < 3 && (all < enoughMs || (learns && runs < 2)); runs++) {
          ms = await once()
          all += ms
          if (learns) sample.push(...(await now.sample()))
        }
        return { ms, sample }
      }
    }
  }
  for await (const line of createInterface({ input: process.stdin })) {
    const reply = await answer(JSON.parse(line) as Question).catch(
      (error: unknown): Answer => ({ absent: String(error).split('\n')[0]! }),
    )
    process.stdout.write(`${JSON.stringify(reply)}\n`)
  }
}
