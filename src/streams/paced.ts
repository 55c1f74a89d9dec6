/** From what can wait to a stream that leaves others time. */
import { Observable } from 'rxjs'

/**
 * The items of an iterable, pulled one at a time while there is a subscriber. Hands the thread back each time
 * `milliseconds` have passed (default 30), so that timers, interrupts and servers stay alive; with `Infinity` all items
 * come at once, before `subscribe` returns. Unsubscribing stops the pulling and closes the iterable.
 */
export const paced = <A>(items: Iterable<A>, milliseconds = 30): Observable<A> =>
  new Observable((subscriber) => {
    const iterator = items[Symbol.iterator]()
    let timer: ReturnType<typeof setTimeout> | undefined
    subscriber.add(() => {
      clearTimeout(timer)
      iterator.return?.()
    })
    const pull = (): void => {
      const until = performance.now() + milliseconds
      try {
        do {
          const next = iterator.next()
          if (next.done === true) subscriber.complete()
          else subscriber.next(next.value)
        } while (!subscriber.closed && performance.now() < until)
      } catch (error) {
        subscriber.error(error)
      }
      if (!subscriber.closed) timer = setTimeout(pull)
    }
    pull()
  })
