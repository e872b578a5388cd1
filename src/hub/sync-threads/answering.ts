import type { Enter } from '../../sync/budget.ts'
import type { Sources } from '../sources.ts'
import { errorOf, type Failure, failureOf, type FromThread, type ToThread, type Wanted } from './messages.ts'

export interface Once extends Pick<Sources, 'guardOf' | 'sessionOf' | 'paceOf'> {
  readonly enter: Enter
}

type Question = Extract<FromThread, { ask: number } | { over: number } | { sessionGone: string } | { obey: unknown }>
type Over = (failure?: Failure) => void

/** Answers what one thread asks for. What it has been given goes back when it ends, however it does. */
export function createAnswering({ enter, guardOf, sessionOf, paceOf }: Once, post: (message: ToThread) => void) {
  const given = new Map<number, Over>()

  async function give(id: number, wanted: Wanted): Promise<string | undefined> {
    if ('session' in wanted) return sessionOf(wanted.session).take()
    if ('room' in wanted) keep(id, await enter(wanted.room, untilWithdrawn(id)))
    else if ('turn' in wanted) {
      const { turn, service, what, deadlineMs } = wanted
      await paceOf(turn).turn(service, { what, signal: untilWithdrawn(id), deadlineMs })
      given.delete(id)
    } else {
      given.set(id, () => undefined)
      const attempt = await guardOf(wanted.login).attempt(wanted.what, wanted.part)
      keep(id, (failure) => (failure === undefined ? attempt.accepted() : attempt.failed(errorOf(failure))), {})
    }
    return undefined
  }

  function untilWithdrawn(id: number): AbortSignal {
    const withdrawn = new AbortController()
    given.set(id, () => withdrawn.abort())
    return withdrawn.signal
  }

  /** `unwanted`: how it goes back when its thread has ended meanwhile. */
  function keep(id: number, over: Over, unwanted?: Failure): void {
    if (given.has(id)) given.set(id, over)
    else over(unwanted)
  }

  return {
    take(message: Question): void {
      if ('sessionGone' in message) return sessionOf(message.account).forget(message.sessionGone)
      if ('obey' in message) return paceOf(message.obey).obey(message.service, message.reply)
      if ('over' in message) {
        given.get(message.over)?.(message.failure)
        given.delete(message.over)
        return
      }
      const { ask: id, wanted } = message
      give(id, wanted).then(
        (text) => post({ answer: id, text }),
        (error: unknown) => {
          given.delete(id)
          post({ answer: id, failure: failureOf(error) })
        },
      )
    },
    /** A login whose end is not known was not accepted, and says nothing of the credentials. */
    ended(): void {
      for (const over of given.values()) over({})
      given.clear()
    },
  }
}
