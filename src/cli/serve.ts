/** `fluxion serve`: predictions over HTTP, and labels that are learnt. */
import { stat } from 'node:fs/promises'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { firstValueFrom, Subject, takeUntil, timer } from 'rxjs'
import { liveService, modelService, routesOf, type Server, type Service, startServer, watch } from '../io/index.js'
import { interruption } from './interruption.js'
import type { Output } from './output.js'
import type { Every } from './stream.js'

export interface ServeOptions {
  /** A model file, or a folder of checkpoints. */
  readonly path: string
  readonly host: string
  readonly port: number
  readonly learn: boolean
  readonly every: Every
  readonly keep: number
  readonly bodyLimit: number
  /** Requests a second of each client; 0: as many as come. */
  readonly rateLimit: number
  /** Predictions that may wait for labels, and for how many milliseconds. */
  readonly waiting: number
  readonly within: number
  /** Milliseconds between two looks for something newer. */
  readonly look: number
}

type Result<A> = TE.TaskEither<readonly string[], A>

const serviceOf = ({ path, learn, waiting, within, keep }: ServeOptions): Result<Service> =>
  pipe(
    TE.tryCatch(
      () => stat(path),
      (): readonly string[] => [`${path}: there is no such file; name a model file or a folder of checkpoints`],
    ),
    TE.chain((found): Result<Service> => {
      if (found.isDirectory()) return liveService({ learns: learn, waiting, within, keep })(path)
      return learn
        ? TE.left([`${path}: a model file does not learn; leave --learn out, or name a folder of checkpoints`])
        : modelService(path)
    }),
  )

/** Saves when it is time, or when so many labels were learnt; after a failure it asks for the end. */
const saving = ({ every }: ServeOptions, service: Service, fail: (line: string) => void) => {
  let labelled = service.gauges().labelled ?? 0
  const save = async (): Promise<void> => {
    const saved = await service.save()
    if (E.isLeft(saved)) fail(saved.left)
  }
  const tick = async (): Promise<void> => {
    const now = service.gauges().labelled ?? 0
    if ('every' in every && now - labelled < every.every) return
    labelled = now
    await save()
  }
  return timer('interval' in every ? every.interval : 100, 'interval' in every ? every.interval : 100).subscribe(
    () => void tick(),
  )
}

const run =
  (options: ServeOptions, output: Output) =>
  (service: Service): Result<void> => {
    const failure = new Subject<string>()
    let ending = false
    return pipe(
      TE.fromTask(() => watch(service)),
      TE.chain((watched) =>
        startServer({
          host: options.host,
          port: options.port,
          routes: routesOf(service, watched, () => ending),
          bodyLimit: options.bodyLimit,
          rateLimit: options.rateLimit === 0 ? null : { rate: options.rateLimit },
          answered: watched.answered,
          failed: (error) => {
            watched.failed()
            output.say(`fault: ${error instanceof Error ? error.message : String(error)}`)
          },
        }),
      ),
      TE.mapLeft((line): readonly string[] => [line]),
      TE.chain(
        (server: Server): Result<void> =>
          async () => {
            const url = `http://${server.host.includes(':') ? `[${server.host}]` : server.host}:${server.port}`
            output.say(`serving ${options.path} at ${url}`)
            output.say(
              `  POST /predict${service.label === undefined ? '' : ', POST /labels'}, GET /, /metrics, /health, /ready`,
            )
            output.event({ event: 'serving', path: options.path, url, ...service.describe() })
            const looks = timer(options.look, options.look).subscribe(async () => {
              const found = await service.refresh()
              if (found === null) return
              output.say(found)
              output.event({ event: 'refreshed', message: found })
            })
            const saves = saving(options, service, (line) => failure.next(line))
            const failed = await firstValueFrom(failure.pipe(takeUntil(interruption)), { defaultValue: null })
            ending = true
            looks.unsubscribe()
            saves.unsubscribe()
            await server.close()
            const saved = await service.save()
            const problem = failed ?? (E.isLeft(saved) ? saved.left : null)
            if (problem !== null) return E.left([problem])
            output.say('stopped; every request that was begun is answered')
            output.event({ event: 'stopped', ...service.gauges() })
            return E.right(undefined)
          },
      ),
    )
  }

/** Serves until a person, or the system, stops it. */
export const serve =
  (output: Output) =>
  (options: ServeOptions): Result<void> =>
    pipe(serviceOf(options), TE.chain(run(options, output)))
