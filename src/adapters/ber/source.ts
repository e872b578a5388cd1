import { InsynError } from '../../errors.ts'
import { isInternal } from '../../informationsmangd.ts'
import { createPersonAssembler } from '../../mapping/person-assembler.ts'
import type { SourceBatch } from '../../mapping/person-items.ts'
import { connect } from '../../platform/connection.ts'
import { createLoginGuard } from '../../platform/login-guard.ts'
import { createPace } from '../../platform/pace.ts'
import { countRow, type ReadCounts, type ReadExtent, type Source } from '../../sync/source.ts'
import type { SourceContext } from '../source-definition.ts'
import { type BerClient, berClient, type Query, type Register } from './client.ts'
import { createHttp } from './http.ts'
import { createPageReader } from './page-reader.ts'

export interface BerOptions extends SourceContext {
  /** By stadsdel: the boards that run preschools. */
  readonly registers: Readonly<Record<string, Register & { readonly skriverPlus?: boolean }>>
}

/** One child is a few kilobytes: an endless answer must not keep the process busy until the deadline. */
const PERSON_BYTES = 1024 * 1024

interface RegisterRead {
  readonly query: Query
  readonly deadlineMs: number
  readonly evenProtected?: boolean
}

/** Barn- och elevregistret: one register per stadsdel, read over HTTP as openapi.yaml describes. */
export function berSource(options: BerOptions): Source & { close(): Promise<void> } {
  const { deadlines, clock } = options
  const manifests = options.manifests.filter(({ kalla }) => kalla === 'ber')
  const clients = new Map<string, BerClient>()
  const opened = Object.entries(options.registers).map(([stadsdel, register]) => {
    const { token, klient, hemlighet, anropPerSekund: perSecond } = register
    const account = { source: 'ber', stadsdel } as const
    const pace = options.paces?.(account, perSecond) ?? createPace(perSecond)
    const http = createHttp(connect(`ber.${stadsdel}`, register), pace)
    const guard = options.logins?.(account, token, klient, hemlighet) ?? createLoginGuard(clock)
    clients.set(stadsdel, berClient({ stadsdel, register, http, loginMs: deadlines.smallCalls, clock, guard }))
    return http
  })

  async function* read(
    { stadsdel, mangder, centuryOf }: ReadExtent,
    counts: ReadCounts,
    signal: AbortSignal,
    { query, deadlineMs, evenProtected = false }: RegisterRead,
  ): AsyncGenerator<SourceBatch, void> {
    // The protection flag is read with whatever is read, since nothing may be shown without it.
    const allowed = manifests.filter(({ informationsmangd: one }) => isInternal(one) || mangder.has(one))
    if (allowed.every(({ informationsmangd }) => isInternal(informationsmangd))) return
    const client = clients.get(stadsdel)
    if (client === undefined) throw new InsynError('KONFIG_OGILTIG', `ber: no register for ${stadsdel}`)
    const what = `ber ${stadsdel} ${query.operation}`
    const today = clock()
    const readPage = createPageReader(what, { manifests, allowed, today, unknownFields: counts.unknownFields })
    const children = createPersonAssembler(allowed, {
      today,
      evenProtected,
      writesPlus: options.registers[stadsdel]?.skriverPlus,
      centuryOf,
      notPersons: counts.notPersons,
    })
    const capBytes = query.operation === 'sok' ? Math.min(options.capBytes, PERSON_BYTES) : options.capBytes
    for await (const { rows } of client.read(query, readPage, { signal, deadlineMs, capBytes, counts })) {
      for (const row of rows) {
        countRow(counts, row.sourceRow)
        children.add(row)
      }
      counts.rows += rows.length
      // A child is whole when its object ends.
      children.flush()
      const batch = children.take()
      if (query.operation === 'sok' && batch.personer.some(({ personnummer }) => personnummer !== query.personnummer))
        throw new InsynError('KALLA_INTE_SVAR', `${what}: another child than was asked for`)
      if (batch.personer.length + batch.orphans.length > 0) yield batch
    }
  }

  return {
    name: 'ber',
    readAll: (extent, counts, signal) =>
      read(extent, counts, signal, { query: { operation: 'alla' }, deadlineMs: deadlines.all }),
    readChanged: (extent, since, counts, signal) =>
      read(extent, counts, signal, { query: { operation: 'andrade', since }, deadlineMs: deadlines.andrade }),
    readPerson: (extent, personnummer, counts, signal, evenProtected) =>
      read(extent, counts, signal, {
        query: { operation: 'sok', personnummer },
        deadlineMs: deadlines.person,
        evenProtected: evenProtected === true,
      }),
    async check(stadsdel, signal) {
      const what = `ber ${stadsdel} andrade`
      // Nobody has changed since now: the register is asked, and tells of no child.
      const query = { operation: 'andrade', since: clock() } as const
      const allowed = manifests.filter(({ informationsmangd }) => isInternal(informationsmangd))
      const readPage = createPageReader(what, { manifests, allowed, today: clock(), unknownFields: new Map() })
      const limits = { signal, deadlineMs: deadlines.smallCalls, capBytes: PERSON_BYTES, counts: { bytes: 0 } }
      for await (const page of clients.get(stadsdel)?.read(query, readPage, limits) ?? []) void page
      const { url } = options.registers[stadsdel] ?? {}
      return url === undefined
        ? []
        : opened.flatMap((http) => http.clockShortcomings(url, `ber ${stadsdel}: the register's`))
    },
    async close() {
      await Promise.all(opened.map((http) => http.close()))
    },
  }
}
