import type { MessagePort } from 'node:worker_threads'
import type { Account, SharedSession } from '../../adapters/source-definition.ts'
import type { LoginGuard } from '../../platform/login-guard.ts'
import type { Pace } from '../../platform/pace.ts'
import type { Enter } from '../../sync/budget.ts'
import { errorOf, type Failure, failureOf, type FromThread, type ToThread, type Wanted } from './messages.ts'

/** A thread's way to what exists once in the process: rooms of the budget, guards of accounts, sessions. */
export function createAsking(port: MessagePort) {
  const waiting = new Map<number, (answer: Extract<ToThread, { answer: number }>) => void>()
  let last = 0
  const post = (message: FromThread) => port.postMessage(message)

  function ask(wanted: Wanted): { readonly id: number; readonly answer: Promise<string | undefined> } {
    const id = ++last
    const answer = new Promise<string | undefined>((resolve, reject) =>
      waiting.set(id, ({ text, failure }) => (failure === undefined ? resolve(text) : reject(errorOf(failure)))),
    )
    post({ ask: id, wanted })
    return { id, answer }
  }
  const over = (id: number, failure?: Failure) => post({ over: id, ...(failure && { failure }) })

  /** Waits for what is asked for until the signal. */
  async function wait(wanted: Wanted, signal: AbortSignal): Promise<number> {
    const { id, answer } = ask(wanted)
    const withdraw = () => over(id)
    if (signal.aborted) withdraw()
    signal.addEventListener('abort', withdraw, { once: true })
    await answer.finally(() => signal.removeEventListener('abort', withdraw))
    return id
  }

  const enter: Enter = async (scope, signal) => {
    const id = await wait({ room: scope }, signal)
    return () => over(id)
  }

  return {
    answered(answer: Extract<ToThread, { answer: number }>): void {
      waiting.get(answer.answer)?.(answer)
      waiting.delete(answer.answer)
    },
    enter,
    guardOf: (login: Account): LoginGuard => ({
      async attempt(what, part) {
        const { id, answer } = ask({ login, what, part })
        await answer
        return { accepted: () => over(id), failed: (error) => over(id, failureOf(error)) }
      },
    }),
    paceOf: (account: Account): Pace => ({
      turn: async (service, { what, signal, deadlineMs }) =>
        void (await wait({ turn: account, service, what, deadlineMs }, signal)),
      obey(service, { statusCode, headers }) {
        const { 'retry-after': retryAfter } = headers
        if (retryAfter !== undefined)
          post({ obey: account, service, reply: { statusCode, headers: { 'retry-after': retryAfter } } })
      },
    }),
    sessionOf: (account: Account): SharedSession => ({
      take: async () => (await ask({ session: account }).answer) ?? '',
      forget: (session) => post({ sessionGone: session, account }),
    }),
  }
}
