import { InsynError } from '../../errors.ts'
import { isInternal } from '../../informationsmangd.ts'
import { compileRowReader } from '../../mapping/compile-row-reader.ts'
import type { Manifest } from '../../mapping/manifest.ts'
import { createPersonAssembler } from '../../mapping/person-assembler.ts'
import type { SourceBatch } from '../../mapping/person-items.ts'
import type { CenturyRule } from '../../mapping/personnummer.ts'
import type { RowElement } from '../../mapping/row-reader.ts'
import { connect, type Connection } from '../../platform/connection.ts'
import { createLoginGuard } from '../../platform/login-guard.ts'
import { createPace } from '../../platform/pace.ts'
import { countRow, type ReadCounts, type ReadExtent, type Source } from '../../sync/source.ts'
import type { SoapBinding } from '../soap/binding.ts'
import type { Recipient } from '../soap/stream-reply.ts'
import { createTransport, type Transport } from '../soap/transport.ts'
import type { SharedSession, SourceContext } from '../source-definition.ts'
import { type Installation, paraplyetBinding, type ParaplyetClient, paraplyetClient, type Query } from './client.ts'
import { rowAnswer } from './row-answer.ts'

export interface ParaplyetOptions {
  /** By stadsdel. */
  readonly installations: Readonly<Record<string, Installation & Pick<CenturyRule, 'writesPlus'>>>
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
  readonly logins?: SourceContext['logins']
  readonly sessions?: SourceContext['sessions']
  readonly paces?: SourceContext['paces']
}

/** One person is a few kilobytes: an endless answer must not keep the process busy until the deadline. */
const PERSON_BYTES = 4 * 1024 * 1024

interface InstallationRead {
  readonly query: Query
  readonly deadlineMs: number
  readonly evenProtected?: boolean
}

export interface ParaplyetSource extends Source {
  session(stadsdel: string): SharedSession | undefined
  close(): Promise<void>
}

/** The installations of all stadsdelar as one source. `close` logs out everywhere; reads in progress fail. */
export function paraplyetSource(options: ParaplyetOptions): ParaplyetSource {
  const { clock } = options
  const loginMs = options.deadlines.login
  // Installations that are reached alike share what an exchange needs.
  const transports = new Map<string, Transport>()
  const bindings = new Map<string, SoapBinding>()
  const clients = new Map<string, ParaplyetClient>()
  for (const [stadsdel, installation] of Object.entries(options.installations)) {
    const { connection = {} } = installation
    const way = JSON.stringify(connection)
    const transport = transports.get(way) ?? transportOf(stadsdel, connection, options.paces)
    const binding = bindings.get(way) ?? paraplyetBinding(transport)
    transports.set(way, transport)
    bindings.set(way, binding)
    const { url, user, password } = installation
    const account = { source: 'paraplyet', stadsdel } as const
    const guard = options.logins?.(account, url, user, password) ?? createLoginGuard(clock)
    const session = options.sessions?.(account)
    clients.set(stadsdel, paraplyetClient({ stadsdel, installation, binding, loginMs, guard, session }))
  }

  async function* read(
    extent: ReadExtent,
    counts: ReadCounts,
    signal: AbortSignal,
    { query, deadlineMs, evenProtected = false }: InstallationRead,
  ): AsyncGenerator<SourceBatch, void> {
    const allowed = allowedManifests(options.manifests, extent)
    if (allowed.length === 0) return
    const client = clients.get(extent.stadsdel)
    if (client === undefined) {
      const place = `no installation for ${extent.stadsdel}: add it to paraplyet`
      throw new InsynError('KONFIG_OGILTIG', `paraplyet: ${place}`)
    }
    const what = `paraplyet ${extent.stadsdel} ${query.operation}`
    const { writesPlus } = options.installations[extent.stadsdel] ?? {}
    const century = { writesPlus, centuryOf: extent.centuryOf }
    const recipient = personRecipient(what, allowed, options, counts, century, evenProtected)
    const capBytes = query.operation === 'LasPerson' ? Math.min(options.capBytes, PERSON_BYTES) : options.capBytes
    for await (const batch of client.read(query, recipient, { signal, deadlineMs, capBytes, counts })) {
      if (query.operation === 'LasPerson' && batch.personer.some((p) => p.personnummer !== query.personnummer)) {
        throw new InsynError('KALLA_INTE_SVAR', `${what}: rows of another person than was asked for`)
      }
      yield batch
    }
  }

  const { deadlines } = options
  return {
    name: 'paraplyet',
    readAll: (extent, counts, signal) =>
      read(extent, counts, signal, { query: { operation: 'LasAllt' }, deadlineMs: deadlines.all }),
    readChanged: (extent, since, counts, signal) =>
      read(extent, counts, signal, { query: { operation: 'LasAndrade', since }, deadlineMs: deadlines.andrade }),
    readPerson: (extent, personnummer, counts, signal, evenProtected) =>
      read(extent, counts, signal, {
        query: { operation: 'LasPerson', personnummer },
        deadlineMs: deadlines.person,
        evenProtected: evenProtected === true,
      }),
    session: (stadsdel) => clients.get(stadsdel)?.session,
    async check(stadsdel, signal) {
      await clients.get(stadsdel)?.check(signal)
      const { url, connection = {} } = options.installations[stadsdel] ?? {}
      const transport = transports.get(JSON.stringify(connection))
      if (url === undefined || transport === undefined) return []
      return transport.clockShortcomings(url, `paraplyet ${stadsdel}: the service's`)
    },
    async close() {
      await Promise.all([...clients.values()].map((client) => client.close()))
      await Promise.all([...transports.values()].map((transport) => transport.close()))
    },
  }
}

/**
 * What the avtal permits to be parsed. The protection flag is read with whatever is read, since nothing may be shown
 * without it: of a manifest that has the flag but is not permitted, the flag alone remains.
 */
function allowedManifests(manifests: readonly Manifest[], { mangder }: ReadExtent): Manifest[] {
  const allowed = (m: Manifest): boolean => !isInternal(m.informationsmangd) && mangder.has(m.informationsmangd)
  const ofParaplyet = manifests.filter((m) => m.kalla === 'paraplyet')
  if (!ofParaplyet.some(allowed)) return []
  return ofParaplyet
    .filter((m) => allowed(m) || m.skydd !== undefined)
    .map((m) => (allowed(m) ? m : { ...m, falt: [] }))
}

function personRecipient(
  what: string,
  allowed: readonly Manifest[],
  { manifests, clock }: ParaplyetOptions,
  counts: ReadCounts,
  century: CenturyRule,
  evenProtected: boolean,
): Recipient<SourceBatch> {
  const today = clock()
  const rowElements = allowed.flatMap((manifest) =>
    manifest.kallrader.map((name): RowElement => ({ element: name, sourceRow: name, manifest })),
  )
  const unknownFields = new Map<string, number>()
  const listed = listedFields(manifests)
  const rows = compileRowReader(rowElements, { ...century, today, unknownFields })
  const personer = createPersonAssembler(allowed, { ...century, today, evenProtected, notPersons: counts.notPersons })
  const allowedRows = new Set(rowElements.map(({ element }) => element))
  const listedRows = new Set(manifests.flatMap((m) => (m.kalla === 'paraplyet' ? m.kallrader : [])))
  // A row that no manifest lists goes to the row reader, which counts it as drift.
  const answer = rowAnswer(what, rows, (element) => allowedRows.has(element) || !listedRows.has(element))
  let counted = 0

  const gather = (): void => {
    for (const row of rows.take()) {
      countRow(counts, row.sourceRow)
      personer.add(row)
    }
    moveDrift(unknownFields, counts.unknownFields, listed)
  }
  const take = (): SourceBatch | undefined => {
    gather()
    counts.rows += answer.count - counted
    counted = answer.count
    const batch = personer.take()
    return batch.personer.length + batch.orphans.length > 0 ? batch : undefined
  }
  return {
    answer,
    take,
    done() {
      answer.done()
      gather()
      personer.flush()
    },
  }
}

/** Fields that some manifest lists, as the row reader counts them: `<kallrad>.<field>`. */
const listedFields = (manifests: readonly Manifest[]): ReadonlySet<string> =>
  new Set(manifests.flatMap((m) => m.kallrader.flatMap((row) => m.falt.map(({ kalla }) => `${row}.${kalla}`))))

/**
 * Moves counts of unlisted fields, except those that a manifest lists: they are unread because the avtal does not permit
 * them, which is not drift.
 */
function moveDrift(from: Map<string, number>, to: Map<string, number>, listed: ReadonlySet<string>): void {
  for (const [name, count] of from) if (!listed.has(name)) to.set(name, (to.get(name) ?? 0) + count)
  from.clear()
}

function transportOf(stadsdel: string, connection: Connection, paces: SourceContext['paces']): Transport {
  const { anropPerSekund: perSecond } = connection
  const pace = paces?.({ source: 'paraplyet', stadsdel }, perSecond) ?? createPace(perSecond)
  return createTransport(connect(`paraplyet.${stadsdel}`, connection), pace)
}
