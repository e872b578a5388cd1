import { beforeEach } from '@jest/globals'
import { useDatabase } from '../../../test/support/database/database.ts'
import { registerKeys, testKeys } from '../../../test/support/keys.ts'
import type { Informationsmangd } from '../../informationsmangd.ts'
import { type Content, contentFrom } from '../../mapping/content.ts'
import type { Manifest } from '../../mapping/manifest.ts'
import type { Item, PersonItems, Rejected, Skydd, SourceBatch } from '../../mapping/person-items.ts'
import type { ReadCounts, RefreshedItems, Source } from '../source.ts'
import { createSync, type Sync } from '../sync.ts'
import type { ScopeState, SyncJob } from '../sync-job.ts'

export const A = '199304232383'
export const B = '197712072391'
export const C = '192412129195'
const NUMBERS = [
  A,
  B,
  C,
  '189001019802',
  '189001029819',
  '189001039800',
  '200306252396',
  '189001049817',
  '189001059808',
]

export const beslut = (beslutId: string, status = 'pagaende'): Item => ({ beslutId, status })
export const person = (
  personnummer: string,
  items: readonly Item[],
  skydd: Skydd = 'nej',
  rejected: readonly Rejected[] = [],
): PersonItems => ({
  personnummer,
  skydd,
  uppgifter: items.length > 0 ? { beslut: items } : {},
  rejected,
})
/** Persons with a decision each; nine at most. */
export const many = (n: number) => Array.from({ length: n }, (_, i) => person(NUMBERS[i] ?? '', [beslut(`b${i}`)]))

/**
 * A sync on an empty database before each test, against sources that say what the test puts into `answers`. With
 * `samtidiga: 1` the scopes are read in the order they are named.
 */
export function useSync({ samtidiga }: { samtidiga: number }) {
  const db = useDatabase()
  const keys = testKeys(['bromma', 'farsta'])
  /** Rows by part of the source, as the reads count them. */
  const rowsPerPart = new Map<string, number>()
  /** By `source/stadsdel`; an Error among the deliveries breaks the read off there, and a function is what it waits for. */
  const answers = new Map<string, readonly (SourceBatch | Error | ((signal: AbortSignal) => Promise<unknown>))[]>()
  /** What a source says of refreshed fields, by `source/stadsdel`, and from when it was asked. */
  const refreshes = new Map<string, readonly (RefreshedItems | Error | (() => Promise<unknown>))[]>()
  const refreshedSince: Date[] = []
  let sync: Sync
  const lines: string[] = []
  const write = (message: string, details?: object) => void lines.push(JSON.stringify({ message, ...details }))
  const proof = {
    allowed: new Set() as ReadonlySet<Informationsmangd>,
    run: (job: SyncJob): Promise<readonly ScopeState[]> => sync.run(job),
  }

  const source = (name: Source['name']): Source => {
    async function* read({ stadsdel }: { stadsdel: string }, counts: ReadCounts, signal: AbortSignal) {
      for (const [part, rows] of rowsPerPart) counts.rowsPerPart.set(part, rows)
      for (const answer of answers.get(`${name}/${stadsdel}`) ?? []) {
        if (answer instanceof Error) throw answer
        if (typeof answer === 'function') await answer(signal)
        else yield answer
        counts.rows++
      }
    }
    return {
      name,
      readAll: read,
      readChanged: (extent, _since, counts, signal) => read(extent, counts, signal),
      readPerson: (extent, _personnummer, counts, signal) => read(extent, counts, signal),
      async *readRefreshed({ stadsdel }, since, counts) {
        refreshedSince.push(since)
        for (const answer of refreshes.get(`${name}/${stadsdel}`) ?? []) {
          if (answer instanceof Error) throw answer
          if (typeof answer === 'function') await answer()
          else yield answer
          counts.rows++
        }
      },
    }
  }

  const reading = {
    sources: [source('paraplyet'), source('agresso')],
    itemKeys: new Map<Informationsmangd, Pick<Manifest, 'postnyckel' | 'rader'>>([
      ['beslut', { postnyckel: ['beslutId'] }],
      ['handlaggare', { postnyckel: ['handlaggareId', 'ansvarsomrade'] }],
      ['faktura', { postnyckel: ['fakturanummer'], rader: { falt: 'rader', postnyckel: ['radnummer'], falten: [] } }],
    ]),
    clock: () => new Date(),
  }

  const deps = () => ({
    pool: db.pool,
    keys,
    ...reading,
    allowedMangder: () => proof.allowed,
    settings: { samtidiga, volymvakt: { andel: 0.1, minst: 3 }, karantanDygn: 14, omforsokMs: [] },
    log: { info: write, warn: write, error: write },
  })

  beforeEach(async () => {
    answers.clear()
    refreshes.clear()
    refreshedSince.length = 0
    rowsPerPart.clear()
    lines.length = 0
    proof.allowed = new Set<Informationsmangd>(['person', 'beslut', 'faktura'])
    await db.pool.query(
      'truncate uppgift, outbox, protected_person, sync_run, quarantine, approved_removal, staging, held_write, handlaggare_register, data_key cascade',
    )
    await registerKeys(db.pool, keys)
    sync = createSync(deps())
  })

  /** What the mirror holds, by uppgift. */
  async function contents(): Promise<Content[]> {
    const { rows } = await db.pool.query<{
      uppgift_ref: string
      stadsdel: string
      mangd: Informationsmangd
      sealed: Buffer
    }>('select uppgift_ref, stadsdel, mangd, sealed from uppgift order by uppgift_ref')
    return rows.map((row) => contentFrom(keys.open(row.stadsdel, row.mangd, row.uppgift_ref, row.sealed)))
  }

  return {
    db,
    keys,
    deps,
    answers,
    refreshes,
    refreshedSince,
    rowsPerPart,
    proof,
    /** The sources, as the sync reads them. */
    reading,
    /** What it has written to its log. */
    lines,
    says: (scope: string, ...deliveries: (readonly PersonItems[] | Error)[]) =>
      answers.set(
        scope,
        deliveries.map((delivery) => (delivery instanceof Error ? delivery : { personer: delivery, orphans: [] })),
      ),
    /** A read of one scope, complete unless told otherwise. */
    runs: async (scope = 'paraplyet/bromma', kind: SyncJob['kind'] = 'fullstandig') => {
      const [source, stadsdel] = scope.split('/') as ['paraplyet', string]
      const [state] = await sync.run({ scopes: [{ source, stadsdel }], kind, trigger: 'prov' })
      return state
    },
    contents,
    /** All items that the mirror holds. */
    mirrored: async () => (await contents()).flatMap(({ items }) => items),
    outbox: async () => {
      const { rows } = await db.pool.query<{ gone: boolean }>('select gone from outbox order by id')
      return rows.map(({ gone }) => (gone ? 'borta' : 'andrad'))
    },
  }
}
