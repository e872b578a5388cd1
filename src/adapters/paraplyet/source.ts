import { InsynError } from '../../errors.ts'
import { compileRowReader } from '../../mapping/compile-row-reader.ts'
import type { Manifest } from '../../mapping/manifest.ts'
import { createPersonAssembler } from '../../mapping/person-assembler.ts'
import type { SourceBatch } from '../../mapping/person-items.ts'
import type { RowElement } from '../../mapping/row-reader.ts'
import type { Source, ReadCounts, ReadExtent } from '../../sync/source.ts'
import type { Recipient } from '../soap/stream-reply.ts'
import { createTransport } from '../soap/transport.ts'
import { paraplyetBinding, paraplyetClient, type Installation, type ParaplyetClient, type Query } from './client.ts'
import { moveDrift, listedFields } from './drift.ts'
import { rowAnswer } from './row-answer.ts'

export interface ParaplyetOptions {
  /** By stadsdel. */
  readonly installations: Readonly<Record<string, Installation>>
  readonly manifests: readonly Manifest[]
  /** Milliseconds for a whole exchange of each kind. */
  readonly deadlines: {
    readonly login: number
    readonly all: number
    readonly andrade: number
    readonly person: number
  }
  /** No complete read of an installation is ever larger. */
  readonly capBytes: number
  readonly clock: () => Date
}

/** One person is a few kilobytes: a source that goes on and on must not keep the process busy until the deadline. */
const PERSON_BYTES = 4 * 1024 * 1024

/** Eleven installations as one source. `stang` logs out everywhere; reads under way fail. */
export function paraplyetSource(options: ParaplyetOptions): Source & { close(): Promise<void> } {
  const transport = createTransport()
  const binding = paraplyetBinding(transport)
  const clients = new Map<string, ParaplyetClient>()
  for (const [stadsdel, installation] of Object.entries(options.installations)) {
    const loginMs = options.deadlines.login
    clients.set(stadsdel, paraplyetClient({ stadsdel, installation, binding, transport, loginMs }))
  }

  async function* read(
    extent: ReadExtent,
    query: Query,
    deadlineMs: number,
    readCounts: ReadCounts,
    signal: AbortSignal,
    evenProtected = false,
  ): AsyncGenerator<SourceBatch, void> {
    const allowed = allowedManifest(options.manifests, extent)
    if (allowed.length === 0) return
    const client = clients.get(extent.stadsdel)
    if (client === undefined)
      throw new InsynError('KONFIG_OGILTIG', `paraplyet: no installation for ${extent.stadsdel}`)
    const what = `paraplyet ${extent.stadsdel} ${query.operation}`
    const reader = deliveryReader(what, allowed, options, readCounts, evenProtected)
    for await (const delivery of client.read(query, reader, {
      signal,
      deadlineMs,
      capBytes: query.operation === 'LasPerson' ? Math.min(options.capBytes, PERSON_BYTES) : options.capBytes,
      readCounts,
    })) {
      if (query.operation === 'LasPerson' && delivery.personer.some((p) => p.personnummer !== query.personnummer)) {
        throw new InsynError('KALLA_INTE_SVAR', `${what}: rows of another person than was asked for`)
      }
      yield delivery
    }
  }

  const { all, andrade, person } = options.deadlines
  return {
    namn: 'paraplyet',
    readAll: (extent, readCounts, signal) => read(extent, { operation: 'LasAllt' }, all, readCounts, signal),
    readChanged: (extent, sedan, readCounts, signal) =>
      read(extent, { operation: 'LasAndrade', sedan }, andrade, readCounts, signal),
    readPerson: (extent, personnummer, readCounts, signal, evenProtected) =>
      read(extent, { operation: 'LasPerson', personnummer }, person, readCounts, signal, evenProtected),
    async close() {
      await Promise.all([...clients.values()].map((client) => client.close()))
      await transport.close()
    },
  }
}

/**
 * What the avtal permits to be parsed. The protection flag is read with whatever is read, since nothing may be shown
 * without it: of a manifest that has the flag but is not permitted, the flag alone remains.
 */
function allowedManifest(manifests: readonly Manifest[], { mangder }: ReadExtent): Manifest[] {
  const allowed = (m: Manifest): boolean => m.informationsmangd !== 'kund' && mangder.has(m.informationsmangd)
  const own = manifests.filter((m) => m.kalla === 'paraplyet')
  if (!own.some(allowed)) return []
  return own.filter((m) => allowed(m) || m.skydd !== undefined).map((m) => (allowed(m) ? m : { ...m, falt: [] }))
}

function deliveryReader(
  what: string,
  allowed: readonly Manifest[],
  { manifests, clock }: ParaplyetOptions,
  readCounts: ReadCounts,
  evenProtected: boolean,
): Recipient<SourceBatch> {
  const today = clock()
  const rowElement = allowed.flatMap((manifest) =>
    manifest.kallrader.map((name): RowElement => ({ element: name, sourceRow: name, manifest })),
  )
  const unknownFields = new Map<string, number>()
  const listed = listedFields(manifests)
  const rows = compileRowReader(rowElement, { today, unknownFields })
  const personer = createPersonAssembler(allowed, { today, evenProtected })
  const read = new Set(rowElement.map(({ element }) => element))
  const forbidden = new Set(manifests.flatMap((m) => (m.kalla === 'paraplyet' ? m.kallrader : [])))
  const answer = rowAnswer(what, rows, (element) => read.has(element) || !forbidden.has(element))
  let counted = 0

  const gather = (): void => {
    for (const row of rows.take()) personer.add(row)
    moveDrift(unknownFields, readCounts.unknownFields, listed)
  }
  const take = (): SourceBatch | undefined => {
    gather()
    readCounts.rader += answer.antal - counted
    counted = answer.antal
    const delivery = personer.take()
    return delivery.personer.length + delivery.orphans.length > 0 ? delivery : undefined
  }
  return {
    inner: answer,
    take,
    done() {
      answer.done()
      gather()
      personer.flush()
    },
  }
}
