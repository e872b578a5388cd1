import { type Static, type TSchema, Type } from 'typebox'
import type { SourceName } from '../informationsmangd.ts'
import type { Manifest } from '../mapping/manifest.ts'
import type { Trial } from '../operations/agresso-trial.ts'
import type { LoginGuard } from '../platform/login-guard.ts'
import type { Pace } from '../platform/pace.ts'
import type { Source } from '../sync/source.ts'

/** A setting that every source may have, of how its own register writes a personnummer. */
export const WritesPlus = Type.Optional(
  Type.Boolean({
    description:
      'Whether the source writes + for whoever is a hundred, so that ten digits without it mean somebody younger; absent: ' +
      'ten digits that may mean two persons go to quarantine.',
  }),
)

const Pem = (description: string) => Type.Optional(Type.String({ pattern: '^-----BEGIN ', description }))

/** For each stadsdel that a service serves, where its settings say nothing: a live read asks of all of them at once. */
export const REQUESTS_PER_SECOND = 50

/** How a service is reached: a part of the settings of every source, read by `connect`. PEM texts are references. */
export const connectionSettings = {
  ca: Pem('PEM of the authorities that sign the certificate of the service; those that Node trusts when absent.'),
  klientcertifikat: Pem('PEM of the certificate that Insyn shows the service; together with klientnyckel.'),
  klientnyckel: Pem('PEM of its private key.'),
  proxy: Type.Optional(
    Type.String({
      pattern: '^https?://[^/?#]+/?$',
      description:
        'http(s)://[user:password@]host:port of a proxy that takes CONNECT; without it connections are direct.',
    }),
  ),
  anropPerSekund: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 10_000,
      description: `Requests a second that each process makes of the service at most, whatever they are for; ${REQUESTS_PER_SECOND} for each stadsdel that it serves when absent.`,
    }),
  ),
}

/** Of a service that all stadsdelar share there is one. */
export interface Account {
  readonly source: SourceName
  readonly stadsdel?: string
}

/** The session that all reads of an account share. */
export interface SharedSession {
  /** Logs in when there is none. */
  take(): Promise<string>
  /** The service says that it is gone. */
  forget(session: string): void
}

/** What every source gets from the hub. */
export interface SourceContext {
  readonly manifests: readonly Manifest[]
  /** Milliseconds for a whole exchange of each kind; `smallCalls` are logins and the like. */
  readonly deadlines: {
    readonly smallCalls: number
    readonly all: number
    readonly andrade: number
    readonly person: number
  }
  /** No complete read of a scope is ever larger. */
  readonly capBytes: number
  readonly clock: () => Date
  /** Guards an account with these credentials, whoever uses it; absent: a guard that remembers in this process alone. */
  readonly logins?: (account: Account, ...credentials: readonly string[]) => LoginGuard
  /** The pace at which the service of an account is asked, whoever asks; absent: a pace of this source alone. */
  readonly paces?: (account: Account, perSecond: number | undefined) => Pace
  /** The session of an account that has one at a time, where another thread holds it; absent: the source logs in itself. */
  readonly sessions?: (account: Account) => SharedSession
}

export interface OpenSource {
  readonly source: Source & { close(): Promise<unknown> }
  /** Codes of the stadsdelar that have joined. */
  readonly stadsdelar: readonly string[]
  /** Of a source whose accounts have one session at a time. */
  readonly session?: (stadsdel: string) => SharedSession | undefined
  /** Of Agresso alone: what a read would meet, for who sets it up. */
  readonly trial?: (stadsdel: string, signal: AbortSignal) => Promise<Trial>
}

/** What a source's folder offers the composition root. */
export interface SourceDefinition {
  /** Of its part of the settings, which has the source's name; optional when an installation may be without it. */
  readonly settings: TSchema
  open(settings: unknown, context: SourceContext): OpenSource
}

/** The settings file was judged by `settings` when it was read. */
export const defineSource = <S extends TSchema>(
  settings: S,
  open: (settings: Static<S>, context: SourceContext) => OpenSource,
): SourceDefinition => ({ settings, open: (read, context) => open(read as Static<S>, context) })
