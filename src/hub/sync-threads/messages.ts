import type { Account } from '../../adapters/source-definition.ts'
import type { Config } from '../../config.ts'
import { type ErrorCode, failureCode, InsynError } from '../../errors.ts'
import { SOURCES } from '../../informationsmangd.ts'
import type { Log, LogFields } from '../../log.ts'
import type { Manifest } from '../../mapping/manifest.ts'
import type { DatabaseAddress } from '../../platform/database/database.ts'
import type { RestingReply } from '../../platform/pace.ts'
import type { ReadScope, Scope } from '../../sync/source.ts'
import type { ScopeState, SyncJob } from '../../sync/sync-job.ts'

const SHARED = [...SOURCES, 'synk', 'spar', 'huvudnyckel', 'tidigareHuvudnyckel'] as const

/** What a thread is opened with. It holds secrets, so it lies in shared memory, and no message has any of it. */
export interface ThreadSettings {
  readonly config: Pick<Config, (typeof SHARED)[number]>
  readonly manifests: readonly Manifest[]
  readonly address: DatabaseAddress
  readonly stateFolder: string
}

export function share({ config, ...others }: ThreadSettings): SharedArrayBuffer {
  const shares = Object.fromEntries(SHARED.map((name) => [name, config[name]]))
  const text = Buffer.from(JSON.stringify({ config: shares, ...others }))
  const shared = new SharedArrayBuffer(text.length)
  Buffer.from(shared).set(text)
  text.fill(0)
  return shared
}

export const sharedSettings = (shared: SharedArrayBuffer): ThreadSettings =>
  JSON.parse(Buffer.from(shared).toString()) as ThreadSettings

/** What exists once in a process, and a thread asks the main one for. */
export type Wanted =
  | { readonly room: Scope }
  | { readonly login: Account; readonly what: string; readonly part?: string | undefined }
  | { readonly session: Account }
  | { readonly turn: Account; readonly service: string; readonly what: string; readonly deadlineMs: number }

export type ToThread =
  | { readonly run: ReadScope; readonly job: SyncJob }
  | { readonly compare: ReadScope }
  /** The run under way is to end. */
  | { readonly stop: true }
  /** Keys of the scope have come or gone. */
  | { readonly follow: true }
  | { readonly answer: number; readonly text?: string | undefined; readonly failure?: Failure }
  /** No further run comes. */
  | { readonly close: true }

export type FromThread =
  | { readonly state: ScopeState }
  | { readonly lifted: readonly string[] }
  | { readonly withheld: string }
  | { readonly log: keyof Log; readonly event: string; readonly fields?: LogFields | undefined }
  | { readonly ask: number; readonly wanted: Wanted }
  /** Of a room or a login that was given: it is over, and how. Of one that is still waited for: nobody waits any more. */
  | { readonly over: number; readonly failure?: Failure }
  | { readonly sessionGone: string; readonly account: Account }
  /** A service has answered so, and may have said when to come again. */
  | { readonly obey: Account; readonly service: string; readonly reply: RestingReply }
  | { readonly done: unknown }
  | { readonly failed: Failure }

/** An error, without what only its thread can use. The message of one that is not ours may quote its input, and stays there. */
export interface Failure {
  readonly code?: ErrorCode
  /** Of Node or the database. */
  readonly from?: string | undefined
  readonly message?: string
  readonly retryable?: boolean
}

export const failureOf = (error: unknown): Failure =>
  error instanceof InsynError
    ? { code: error.code, message: error.message, retryable: error.retryable }
    : { from: failureCode(error) }

export function errorOf({ code, from, message = '', retryable = false }: Failure): Error {
  if (code !== undefined) return new InsynError(code, message, { retryable })
  return Object.assign(new Error('a failure in the thread of a run'), from === undefined ? {} : { code: from })
}
