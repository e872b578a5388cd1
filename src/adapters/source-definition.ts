import { type Static, type TSchema, Type } from 'typebox'
import type { Manifest } from '../mapping/manifest.ts'
import type { Trial } from '../operations/agresso-trial.ts'
import type { Source } from '../sync/source.ts'

/** A setting that every source may have, of how its own register writes a personnummer. */
export const WritesPlus = Type.Optional(
  Type.Boolean({
    description:
      'Whether the source writes + for whoever is a hundred, so that ten digits without it mean somebody younger; absent: ' +
      'ten digits that may mean two persons go to quarantine.',
  }),
)

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
}

export interface OpenSource {
  readonly source: Source & { close(): Promise<unknown> }
  /** Codes of the stadsdelar that have joined. */
  readonly stadsdelar: readonly string[]
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
