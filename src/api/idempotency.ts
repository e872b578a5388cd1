import { createHash, randomUUID } from 'node:crypto'
import { type Caller, endUserKey } from '../access/caller.ts'
import { type BodyError, isRefused, type Outcome, type Refusal } from '../access/outcome.ts'
import { type Event, type LogRecord, OWN_LOG } from '../atkomstlogg/access.ts'
import type { Disclosure } from '../atkomstlogg/disclose.ts'
import type { Keys } from '../platform/keys/keys.ts'
import type { Contract } from './contracts/contract.ts'

/** Stores a key's request and answer, both sealed, for a day. */
export interface IdempotencyStore {
  /**
   * Takes the key, atomically over all hubs. When the key is taken: its request and its answer (null: not yet
   * answered).
   */
  take(key: string, request: string): Promise<{ readonly request: string; readonly answer: string | null } | undefined>
  answer(key: string, answer: string): Promise<void>
  release(key: string): Promise<void>
}

/** Why a key cannot be used. */
export type KeyConflict = 'NYCKEL_ATERANVAND' | 'KONFLIKT'

export interface IdempotencyDeps {
  readonly store: IdempotencyStore
  readonly keys: Pick<Keys, 'sealForLog' | 'openFromLog'>
  readonly clock: () => Date
  readonly reject: (event: Event, caller: Caller, error: readonly BodyError[]) => Refusal
  readonly refuseKey: (event: Event, caller: Caller, conflict: KeyConflict) => Refusal
  readonly fail: (event: Event, caller: Caller, cause: unknown) => Refusal
}

/** A handler that takes the Idempotency-Key beside the input. */
export type IdempotentHandler<I> = (key: string | undefined, input: I) => Promise<IdempotentOutcome>

/** The parts that make two requests equal. */
interface Input {
  readonly body: unknown
  readonly query: unknown
  readonly parameters: unknown
  readonly caller: Caller
}

export interface IdempotentOutcome {
  readonly outcome: Outcome<unknown>
  /** To be called with the answer before it is sent. */
  readonly keep?: (answer: string) => Promise<void>
}

const WRONG_FORM: BodyError = { pekare: '', regel: 'huvudet Idempotency-Key ska vara ett UUID' }

/** A key is stored hashed; a meaningful key could be guessed from its hash. */
const UUID = /^(?:urn:uuid:)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i

/**
 * The one spelling of a UUID: digits in lower case, without the prefix of its URN (RFC 9562), and without the quotes in
 * which a client that takes the header for a structured field writes it. A client that spells its key in another way
 * when it sends again must not start the same thing twice.
 */
const spelling = (stated: string): string | undefined =>
  UUID.exec(/^"(.*)"$/.exec(stated)?.[1] ?? stated)?.[1]?.toLowerCase()

/**
 * Makes the handler of an operation with effects carry out a request at most once per key. An answer is stored; a
 * refusal has had no effect, so its key is released. When the outcome is unknown (the answer could not be logged, the
 * hub died) the key stays taken: a second effect is worse than a check by hand.
 */
export function createIdempotency({ store, keys, clock, reject, refuseKey, fail: fails }: IdempotencyDeps) {
  const about = (key: string, part: string) => `idempotens/${key}/${part}`
  const seal = (key: string, part: 'begaran' | 'svar', text: string) => keys.sealForLog(OWN_LOG, about(key, part), text)
  const open = (key: string, part: 'begaran' | 'svar', sealed: string) =>
    keys.openFromLog(OWN_LOG, about(key, part), sealed)

  return <I extends Input>(
    { method, path, handelse, starting }: Pick<Contract, 'method' | 'path' | 'handelse' | 'starting'>,
    handle: (input: I) => Promise<Outcome<unknown>>,
  ): IdempotentHandler<I> => {
    async function performOnce(stated: string, input: I): Promise<IdempotentOutcome> {
      const { caller, body, query, parameters } = input
      const uuid = spelling(stated)
      if (uuid === undefined) return { outcome: reject(handelse, caller, [WRONG_FORM]) }
      const key = sha256([caller.klient, endUserKey(caller), uuid])
      const request = sha256([method, path, parameters, query, body, [...caller.roller].sort()])
      const earlier = await store.take(key, seal(key, 'begaran', request))
      if (earlier !== undefined) {
        if (open(key, 'begaran', earlier.request) !== request)
          return { outcome: refuseKey(handelse, caller, 'NYCKEL_ATERANVAND') }
        if (earlier.answer === null) return { outcome: refuseKey(handelse, caller, 'KONFLIKT') }
        return { outcome: repeatAnswer(JSON.parse(open(key, 'svar', earlier.answer)) as Kept) }
      }
      const outcome = await handle(input)
      if (isRefused(outcome)) {
        await store.release(key)
        return { outcome }
      }
      const { poster } = outcome
      return {
        outcome,
        keep: (answer) => store.answer(key, seal(key, 'svar', JSON.stringify({ answer, poster }))),
      }
    }

    return async (key, input) => {
      try {
        return starting === true && key !== undefined ? await performOnce(key, input) : { outcome: await handle(input) }
      } catch (error) {
        // A failure here is an attempt too, and is recorded like any other.
        return { outcome: fails(handelse, input.caller, error) }
      }
    }
  }

  /** A repeated answer has access records of its own, with the flag `upprepad`. */
  function repeatAnswer({ answer, poster: [first, ...others] }: Kept): Disclosure<unknown> {
    const eventId = randomUUID()
    const time = clock().toISOString()
    const repeatedRecord = ({ logg, access }: LogRecord): LogRecord => {
      const { personnummerForseglat: number, flaggor } = access
      return {
        logg,
        access: {
          ...access,
          handelseId: eventId,
          tid: time,
          flaggor: [...flaggor.filter((flag) => flag !== REPEATED), REPEATED],
          personnummerForseglat:
            number === null ? null : keys.sealForLog(logg, eventId, keys.openFromLog(logg, access.handelseId, number)),
        },
      }
    }
    return { poster: [repeatedRecord(first), ...others.map(repeatedRecord)], body: () => JSON.parse(answer) as unknown }
  }
}

const REPEATED = 'upprepad'

interface Kept {
  readonly answer: string
  readonly poster: readonly [LogRecord, ...LogRecord[]]
}

const sha256 = (parts: unknown): string => createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
