import type { Dispatcher } from 'undici'
import { InsynError } from '../errors.ts'
import { replyHeader } from './reply-body.ts'

/** Given up while it waited for its turn among our own requests: no fault of the service. */
export class OverBudget extends InsynError {
  constructor(what: string) {
    super('KALLA_OTILLGANGLIG', `${what}: given up before its turn: more is asked of the service than anropPerSekund`, {
      retryable: true,
    })
  }
}

/** How often services are asked, by whoever in this process asks: by night, by light runs and live. */
export interface Pace {
  /** Waits for the turn of a request to `service`. Rejects when its time does not suffice. */
  turn(service: string, request: Turn): Promise<void>
  /** A service that answers 429 or 503 and says when to come again is left alone until then. */
  obey(service: string, reply: RestingReply): void
}

export type RestingReply = Pick<Dispatcher.ResponseData, 'statusCode' | 'headers'>

export interface Turn {
  readonly what: string
  readonly signal: AbortSignal
  readonly deadlineMs: number
}

const LONGEST_REST_MS = 5 * 60_000

/** `perSecond` requests a second to each service, as many of them at once; without it none is held back for their number. */
export function createPace(perSecond = Infinity): Pace {
  const services = new Map<string, Service>()
  const serviceOf = (name: string): Service => {
    const known = services.get(name) ?? new Service(1_000 / perSecond)
    services.set(name, known)
    return known
  }
  return {
    turn: (name, request) => serviceOf(name).turn(request),
    obey(name, reply) {
      if (reply.statusCode !== 429 && reply.statusCode !== 503) return
      const rest = restOf(replyHeader(reply, 'retry-after'))
      if (rest > 0) serviceOf(name).rest(Math.min(rest, LONGEST_REST_MS))
    },
  }
}

/** RFC 9110, 10.2.3: seconds, or a date. */
function restOf(text: string): number {
  const ms = /^\d+$/.test(text.trim()) ? Number(text) * 1_000 : Date.parse(text) - Date.now()
  return Number.isFinite(ms) ? ms : 0
}

class Service {
  readonly #everyMs: number
  readonly #waiting = new Set<() => void>()
  /** When a request would be due if all had come evenly. */
  #even = 0
  #restsUntil = 0
  #timer: NodeJS.Timeout | undefined

  constructor(everyMs: number) {
    this.#everyMs = everyMs
  }

  rest(ms: number): void {
    this.#restsUntil = Math.max(this.#restsUntil, performance.now() + ms)
  }

  async turn({ what, signal, deadlineMs }: Turn): Promise<void> {
    const rest = this.#restsUntil - performance.now()
    if (rest > deadlineMs) throw resting(what, rest)
    if (this.#waiting.size === 0 && this.#waitMs() <= 0) return this.#take()
    await new Promise<void>((resolve, reject) => {
      const go = (): void => {
        signal.removeEventListener('abort', giveUp)
        resolve()
      }
      const giveUp = (): void => {
        this.#waiting.delete(go)
        const left = this.#restsUntil - performance.now()
        reject(left > 0 ? resting(what, left) : new OverBudget(what))
      }
      if (signal.aborted) return giveUp()
      signal.addEventListener('abort', giveUp, { once: true })
      this.#waiting.add(go)
      this.#proceed()
    })
  }

  #waitMs(): number {
    const now = performance.now()
    // As many as a second may have go at once.
    return Math.max(this.#even - now - Math.max(0, 1_000 - this.#everyMs), this.#restsUntil - now)
  }

  #take(): void {
    this.#even = Math.max(this.#even, performance.now()) + this.#everyMs
  }

  #proceed(): void {
    if (this.#timer !== undefined) return
    for (const go of this.#waiting) {
      const wait = this.#waitMs()
      if (wait > 0) {
        this.#timer = setTimeout(() => {
          this.#timer = undefined
          this.#proceed()
        }, Math.ceil(wait))
        return
      }
      this.#waiting.delete(go)
      this.#take()
      go()
    }
  }
}

const resting = (what: string, ms: number): InsynError =>
  new InsynError(
    'KALLA_OTILLGANGLIG',
    `${what}: the service asks to be left alone for ${Math.ceil(ms / 1_000)} s more (Retry-After)`,
    { retryable: true },
  )
