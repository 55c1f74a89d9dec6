/** When a person, or the system, asks a command to stop. */
import { fromEvent, merge, type Observable } from 'rxjs'

/** Ctrl-C, a polite kill, and a terminal that closes. Whoever no longer listens is ended by the next one. */
export const interruption: Observable<unknown> = merge(
  ...['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => fromEvent(process, signal)),
)
