/** When a person, or the system, asks a command to stop. */
import { Observable } from 'rxjs'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Ctrl-C, a polite kill, and a terminal that closes. Whoever no longer listens is ended by the next one.
 *
 * Listeners are removed a turn later: a file that is being written has one of its own (of `write-file-atomic`), which is
 * called after ours, and ends the process at once where it finds no other.
 */
export const interruption: Observable<NodeJS.Signals> = new Observable((subscriber) => {
  const heard = (signal: NodeJS.Signals): void => subscriber.next(signal)
  for (const signal of signals) process.on(signal, heard)
  return () => {
    setImmediate(() => {
      for (const signal of signals) process.off(signal, heard)
    })
  }
})
