import { beforeEach } from '@jest/globals'
import { useDatabase } from '../../../test/support/database/database.ts'
import { registreraNycklar, testNycklar } from '../../../test/support/keys.ts'
import type { Informationsmangd } from '../../informationsmangd.ts'
import type { Avvisad, Leverans, PersonPost, Post, Skydd } from '../../mapping/person-items.ts'
import type { Kalla } from '../source.ts'
import { createSync, type Sync } from '../sync.ts'
import type { Lage, Uppdrag } from '../sync-job.ts'

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

export const beslut = (beslutId: string, status = 'pagaende'): Post => ({ beslutId, status })
export const person = (
  personnummer: string,
  poster: readonly Post[],
  skydd: Skydd = 'nej',
  avvisade: readonly Avvisad[] = [],
): PersonPost => ({
  personnummer,
  skydd,
  uppgifter: poster.length > 0 ? { beslut: poster } : {},
  avvisade,
})
/** Persons with a decision each; nine at most. */
export const many = (n: number) => Array.from({ length: n }, (_, i) => person(NUMBERS[i] ?? '', [beslut(`b${i}`)]))

/**
 * A sync on an empty database before each test, against sources that say what the test puts into `answers`. With
 * `samtidiga: 1` the scopes are read in the order they are named.
 */
export function useSync({ samtidiga }: { samtidiga: number }) {
  const db = useDatabase()
  const nycklar = testNycklar(['bromma', 'farsta'])
  /** By `kalla/stadsdel`; an Error among the deliveries breaks the read off there, and a function is what it waits for. */
  const answers = new Map<string, readonly (Leverans | Error | (() => Promise<unknown>))[]>()
  let sync: Sync
  const lines: string[] = []
  const write = (message: string, details?: object) => void lines.push(JSON.stringify({ message, ...details }))
  const prov = {
    tillatna: new Set() as ReadonlySet<Informationsmangd>,
    kor: (uppdrag: Uppdrag): Promise<readonly Lage[]> => sync.kor(uppdrag),
  }

  const source = (namn: Kalla['namn']): Kalla => {
    async function* read({ stadsdel }: { stadsdel: string }) {
      for (const answer of answers.get(`${namn}/${stadsdel}`) ?? []) {
        if (answer instanceof Error) throw answer
        if (typeof answer === 'function') await answer()
        else yield answer
      }
    }
    return { namn, lasAllt: read, lasAndrade: read, lasPerson: read }
  }

  beforeEach(async () => {
    answers.clear()
    lines.length = 0
    prov.tillatna = new Set<Informationsmangd>(['person', 'beslut', 'faktura'])
    await db.pool.query(
      'truncate uppgift, utkorg, skyddad, korning, karantan, godkand_borttagning, mellanlager, handlaggarregister, datanyckel cascade',
    )
    await registreraNycklar(db.pool, nycklar)
    sync = createSync({
      pool: db.pool,
      nycklar,
      kallor: [source('paraplyet'), source('agresso')],
      postnycklar: new Map([
        ['beslut', { postnyckel: ['beslutId'] }],
        ['handlaggare', { postnyckel: ['handlaggareId', 'ansvarsomrade'] }],
        ['faktura', { postnyckel: ['fakturanummer'], rader: { falt: 'rader', postnyckel: ['radnummer'], falten: [] } }],
      ]),
      tillatnaMangder: () => prov.tillatna,
      installningar: { samtidiga, volymvakt: { andel: 0.1, minst: 3 }, karantanDygn: 14, omforsokMs: [] },
      klocka: () => new Date(),
      log: { info: write, warn: write, error: write },
    })
  })

  return {
    db,
    nycklar,
    answers,
    prov,
    /** What it has written to its log. */
    lines,
    says: (scope: string, ...deliveries: (readonly PersonPost[] | Error)[]) =>
      answers.set(
        scope,
        deliveries.map((delivery) => (delivery instanceof Error ? delivery : { personer: delivery, herrelosa: [] })),
      ),
    /** A read of one scope, complete unless told otherwise. */
    runs: async (scope = 'paraplyet/bromma', slag: Uppdrag['slag'] = 'fullstandig') => {
      const [kalla, stadsdel] = scope.split('/') as ['paraplyet', string]
      const [lage] = await sync.kor({ omraden: [{ kalla, stadsdel }], slag, utlosare: 'prov' })
      return lage
    },
    mirrored: async () => {
      const { rows } = await db.pool.query<{
        uppgift_ref: string
        stadsdel: string
        mangd: Informationsmangd
        forseglad: Buffer
      }>('select uppgift_ref, stadsdel, mangd, forseglad from uppgift')
      return rows.flatMap(
        (row) => JSON.parse(nycklar.oppna(row.stadsdel, row.mangd, row.uppgift_ref, row.forseglad)) as Post[],
      )
    },
    outbox: async () => {
      const { rows } = await db.pool.query<{ borta: boolean }>('select borta from utkorg order by id')
      return rows.map(({ borta }) => (borta ? 'borta' : 'andrad'))
    },
  }
}
