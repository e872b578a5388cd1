import { beforeEach, expect, test } from '@jest/globals'
import { useDatabase } from '../../test/support/database.ts'
import { testNycklar } from '../../test/support/nycklar.ts'
import { InsynError } from '../errors.ts'
import type { Informationsmangd } from '../informationsmangd.ts'
import type { Avvisad, Leverans, PersonPost, Post, Skydd } from '../mapping/person-post.ts'
import type { Kalla } from './kalla.ts'
import { createSync, type Sync } from './sync.ts'

const db = useDatabase()
const nycklar = testNycklar(['bromma', 'farsta'])
const A = '199304232383'
const B = '197712072391'
const C = '192412129195'

/** A source that says what the test puts into it; an Error among the deliveries breaks the read off there. */
const answers = new Map<string, readonly (Leverans | Error)[]>()
const source = (namn: Kalla['namn']): Kalla => {
  async function* read({ stadsdel }: { stadsdel: string }) {
    for (const answer of answers.get(`${namn}/${stadsdel}`) ?? []) {
      if (answer instanceof Error) throw answer
      yield answer
    }
  }
  return { namn, lasAllt: read, lasAndrade: read, lasPerson: read }
}

let tillatna: ReadonlySet<Informationsmangd>
let sync: Sync
beforeEach(async () => {
  answers.clear()
  tillatna = new Set<Informationsmangd>(['person', 'beslut', 'faktura'])
  await db.pool.query('truncate uppgift, utkorg, skyddad, korning, karantan, godkand_borttagning, mellanlager cascade')
  sync = createSync({
    pool: db.pool,
    nycklar,
    kallor: [source('paraplyet'), source('agresso')],
    postnycklar: new Map([
      ['beslut', { postnyckel: ['beslutId'] }],
      ['faktura', { postnyckel: ['fakturanummer'], rader: { falt: 'rader', postnyckel: ['radnummer'], falten: [] } }],
    ]),
    tillatnaMangder: () => tillatna,
    installningar: { samtidiga: 2, volymvakt: { andel: 0.1, minst: 3 }, karantanDygn: 14, omforsokMs: [] },
    klocka: () => new Date(),
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  })
})

const beslut = (beslutId: string, status = 'pagaende'): Post => ({ beslutId, status })
const person = (
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
const says = (scope: string, ...deliveries: (readonly PersonPost[] | Error)[]) =>
  answers.set(
    scope,
    deliveries.map((delivery) => (delivery instanceof Error ? delivery : { personer: delivery, herrelosa: [] })),
  )
const runs = async (scope = 'paraplyet/bromma') => {
  const [kalla, stadsdel] = scope.split('/') as ['paraplyet', string]
  const [lage] = await sync.kor({ omraden: [{ kalla, stadsdel }], slag: 'fullstandig', utlosare: 'prov' })
  return lage
}
const mirrored = async () => {
  const { rows } = await db.pool.query<{ uppgift_ref: string; stadsdel: string; forseglad: Buffer }>(
    'select uppgift_ref, stadsdel, forseglad from uppgift',
  )
  return rows.map((row) => JSON.parse(nycklar.oppna(row.stadsdel, row.uppgift_ref, row.forseglad)) as Post[]).flat()
}
const outbox = async () => {
  const { rows } = await db.pool.query<{ borta: boolean }>('select borta from utkorg order by id')
  return rows.map(({ borta }) => (borta ? 'borta' : 'andrad'))
}
const many = (n: number) => Array.from({ length: n }, (_, i) => person(NUMBERS[i] ?? '', [beslut(`b${i}`)]))
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

test('a first read fills the mirror and the outbox, and the same read again writes nothing but its own record', async () => {
  says('paraplyet/bromma', [person(A, [beslut('1'), beslut('2')])], [person(B, [beslut('3')])])
  expect(await runs()).toMatchObject({ status: 'lyckad', rakning: { personer: 2, nya: 2 } })
  expect(await mirrored()).toHaveLength(3)
  expect(await outbox()).toEqual(['andrad', 'andrad'])

  expect(await runs()).toMatchObject({ status: 'lyckad', rakning: { nya: 0, andrade: 0, oforandrade: 2, borta: 0 } })
  expect(await outbox()).toHaveLength(2)
})

test('a changed item is one change with a higher version, and a vanished person is taken away with a tombstone', async () => {
  says('paraplyet/bromma', [person(A, [beslut('1')]), person(B, [beslut('2')])])
  await runs()
  says('paraplyet/bromma', [person(A, [beslut('1', 'avslutat')])])
  expect(await runs()).toMatchObject({ status: 'lyckad', rakning: { andrade: 1, borta: 1 } })
  expect(await mirrored()).toEqual([beslut('1', 'avslutat')])
  const { rows } = await db.pool.query<{ version: number }>('select version from utkorg order by id')
  expect(rows.map((row) => row.version)).toEqual([...rows.map((row) => row.version)].sort((a, b) => a - b))
})

test.each([
  ['a read that breaks off', [person(A, [beslut('1')])], new InsynError('KALLA_TRUNKERAD', 'cut')],
  ['an answer that is none', [], new InsynError('KALLA_INTE_SVAR', 'html')],
])('%s deletes nobody and disturbs no other district', async (_, first, error) => {
  says('paraplyet/bromma', [person(A, [beslut('1')]), person(B, [beslut('2')])])
  says('paraplyet/farsta', [person(C, [beslut('3')])])
  await runs()
  says('paraplyet/bromma', first, error)
  const lagen = await sync.kor({
    omraden: [
      { kalla: 'paraplyet', stadsdel: 'bromma' },
      { kalla: 'paraplyet', stadsdel: 'farsta' },
    ],
    slag: 'fullstandig',
    utlosare: 'prov',
  })
  expect(Object.fromEntries(lagen.map((lage) => [lage.stadsdel, lage.status]))).toEqual({
    bromma: 'misslyckad',
    farsta: 'lyckad',
  })
  expect(await mirrored()).toHaveLength(3)
  expect(await outbox()).not.toContain('borta')
})

test('an empty district and a large loss wait for a person, whose word lets exactly that many go', async () => {
  says('paraplyet/bromma', many(9))
  await runs()
  says('paraplyet/bromma', [])
  expect(await runs()).toMatchObject({ status: 'vantar', felkod: 'tom-lasning' })
  says('paraplyet/bromma', many(5))
  expect(await runs()).toMatchObject({ status: 'vantar', felkod: 'for-manga-borta' })
  expect(await mirrored()).toHaveLength(9)

  await db.pool.query(
    `insert into godkand_borttagning (kalla, stadsdel, hogst, av) values ('paraplyet', 'bromma', 4, 'drift')`,
  )
  expect(await runs()).toMatchObject({ status: 'lyckad', rakning: { borta: 4 } })
  expect(await mirrored()).toHaveLength(5)
  says('paraplyet/bromma', many(1))
  expect(await runs()).toMatchObject({ status: 'vantar' })
})

test.each(['ja', 'okand'] as const)(
  'a person whose flag is %s vanishes from every source and comes back when it is lifted',
  async (skydd) => {
    says('paraplyet/bromma', [person(A, [beslut('1')]), person(B, [beslut('2')])])
    answers.set('agresso/farsta', [
      {
        personer: [{ personnummer: A, skydd: 'nej', uppgifter: { faktura: [{ fakturanummer: 'F1' }] }, avvisade: [] }],
        herrelosa: [],
      },
    ])
    await runs()
    await runs('agresso/farsta')
    says('paraplyet/bromma', [person(A, [], skydd), person(B, [beslut('2')])])
    expect(await runs()).toMatchObject({ status: 'lyckad', rakning: { skyddade: 1 } })
    expect(await mirrored()).toEqual([beslut('2')])

    expect(await runs('agresso/farsta')).toMatchObject({ rakning: { skyddade: 1, nya: 0 } })
    expect(await mirrored()).toEqual([beslut('2')])

    says('paraplyet/bromma', [person(A, [beslut('1')]), person(B, [beslut('2')])])
    await runs()
    await runs('agresso/farsta')
    expect(await mirrored()).toHaveLength(3)
  },
)

test('what one scope left out for a flag that another lifts in the same round is back when the round is over', async () => {
  const faktura: PersonPost = {
    personnummer: A,
    skydd: 'nej',
    uppgifter: { faktura: [{ fakturanummer: 'F1' }] },
    avvisade: [],
  }
  says('paraplyet/bromma', [person(A, [beslut('1')], 'okand')])
  answers.set('agresso/farsta', [{ personer: [faktura], herrelosa: [] }])
  const omraden = [
    { kalla: 'agresso', stadsdel: 'farsta' },
    { kalla: 'paraplyet', stadsdel: 'bromma' },
  ] as const
  const round = async () => {
    const lagen = await sync.kor({ omraden, slag: 'fullstandig', utlosare: 'prov' })
    return lagen.map(({ stadsdel, status }) => `${stadsdel} ${status}`).sort()
  }
  await runs()
  await round()
  expect(await mirrored()).toEqual([])

  says('paraplyet/bromma', [person(A, [beslut('1')])])
  expect(await round()).toEqual(['bromma lyckad', 'farsta lyckad'])
  expect(await mirrored()).toHaveLength(2)
  await round()
  const { rowCount } = await db.pool.query(`select from korning where kalla = 'agresso'`)
  expect(rowCount).toBe(4)
})

test('a flag of somebody whom the source no longer has is lifted, and what others have of her is back', async () => {
  says('paraplyet/bromma', [person(A, [], 'ja'), person(B, [beslut('1')])])
  says('paraplyet/farsta', [person(A, [beslut('2')])])
  await runs()
  says('paraplyet/bromma', [person(B, [beslut('1')])])
  const omraden = (['farsta', 'bromma'] as const).map((stadsdel) => ({ kalla: 'paraplyet' as const, stadsdel }))
  await sync.kor({ omraden, slag: 'fullstandig', utlosare: 'prov' })
  expect((await mirrored()).map((post) => post.beslutId).sort()).toEqual(['1', '2'])
})

test('a flag stands even when the read that told it broke off', async () => {
  says('paraplyet/bromma', [person(A, [beslut('1')])])
  await runs()
  says('paraplyet/bromma', [person(A, [], 'ja')], new InsynError('KALLA_TRUNKERAD', 'cut'))
  expect(await runs()).toMatchObject({ status: 'misslyckad' })
  expect(await mirrored()).toEqual([])
})

test('a rejected kind goes to quarantine by field name and keeps its former state', async () => {
  const avvisad: Avvisad = { mangd: 'beslut', falt: 'beslutsdatum', orsak: 'datum', ravarden: { beslutsdatum: 'igår' } }
  says('paraplyet/bromma', [person(A, [beslut('1')])])
  await runs()
  says('paraplyet/bromma', [person(A, [], 'nej', [avvisad])])
  expect(await runs()).toMatchObject({ status: 'lyckad', rakning: { karantan: 1, borta: 0 } })
  await runs()
  expect(await mirrored()).toEqual([beslut('1')])
  const { rows } = await db.pool.query<{ falt: string; orsak: string; forseglad: Buffer }>('select * from karantan')
  expect(rows).toMatchObject([{ falt: 'beslutsdatum', orsak: 'datum', mangd: 'beslut' }])
  expect(rows[0]?.forseglad.includes('igår')).toBe(false)
})

test('rows whose person could not be told hold back every deletion', async () => {
  says('paraplyet/bromma', [person(A, [beslut('1')]), person(B, [beslut('2')])])
  await runs()
  const herrelos: Avvisad = { mangd: 'beslut', falt: 'personnummer', orsak: 'personnummer', ravarden: {} }
  answers.set('paraplyet/bromma', [{ personer: [person(A, [beslut('1')])], herrelosa: [herrelos] }])
  expect(await runs()).toMatchObject({ status: 'vantar', felkod: 'herrelosa-rader' })
  expect(await mirrored()).toHaveLength(2)
})

test('a person delivered in pieces is put together, whatever order they come in', async () => {
  says('paraplyet/bromma', [person(A, [beslut('1')]), person(B, [beslut('3')])])
  await runs()
  says('paraplyet/bromma', [person(A, [beslut('1')])], [person(B, [beslut('3')])], [person(A, [beslut('2')], 'okand')])
  expect(await runs()).toMatchObject({
    status: 'lyckad',
    rakning: { andrade: 1, oforandrade: 1, borta: 0, skyddade: 0 },
  })
  expect((await mirrored()).map((post) => post.beslutId).sort()).toEqual(['1', '2', '3'])
  expect(await outbox()).not.toContain('borta')
  const { rows } = await db.pool.query('select 1 from mellanlager')
  expect(rows).toHaveLength(0)
})

test('a kind without avtal is not read, and what was read earlier is neither compared nor deleted by the sync', async () => {
  says('paraplyet/bromma', [person(A, [beslut('1')])])
  await runs()
  tillatna = new Set<Informationsmangd>(['person'])
  expect(await runs()).toMatchObject({ status: 'lyckad', rakning: { borta: 0 } })
  expect(await mirrored()).toHaveLength(1)
})

test('a read of changes takes in what changed, deletes nobody, and is a full read where there was none', async () => {
  says('paraplyet/bromma', [person(A, [beslut('1')]), person(B, [beslut('2')])])
  const changes = () =>
    sync.kor({ omraden: [{ kalla: 'paraplyet', stadsdel: 'bromma' }], slag: 'andrade', utlosare: 'prov' })
  await changes()
  says('paraplyet/bromma', [person(A, [beslut('1', 'avslutat')])])
  expect(await changes()).toMatchObject([{ status: 'lyckad', rakning: { andrade: 1, borta: 0 } }])
  expect(await mirrored()).toHaveLength(2)
  const { rows } = await db.pool.query<{ slag: string }>('select slag from korning order by id')
  expect(rows.map(({ slag }) => slag)).toEqual(['fullstandig', 'andrade'])
})

test('two runs of one scope never overlap', async () => {
  says('paraplyet/bromma', many(9))
  const outcome = await Promise.all([runs(), runs()])
  expect(outcome.map((lage) => lage?.felkod ?? lage?.status).sort()).toEqual(['KORNING_PAGAR', 'lyckad'])
  expect(await mirrored()).toHaveLength(9)
})

test('nothing in the database shows a number or an item', async () => {
  says('paraplyet/bromma', [person(A, [beslut('hemligt-id')])])
  await runs()
  for (const table of ['uppgift', 'utkorg', 'korning']) {
    const { rows } = await db.pool.query<{ rad: string }>(`select t::text as rad from ${table} t`)
    expect(rows.length).toBeGreaterThan(0)
    for (const { rad } of rows) expect(rad).not.toMatch(/9304232383|hemligt-id/)
  }
})
