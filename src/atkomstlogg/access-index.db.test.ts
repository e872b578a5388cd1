import { randomUUID } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { aLogRecord } from '../../test/support/access-records.ts'
import { useDatabase } from '../../test/support/database/database.ts'
import { rebuildIndex } from './rebuild-index.ts'
import { recordThrough } from './record-then.ts'
import { createLogWriter } from './writer.ts'

const db = useDatabase()
const writer = () => createLogWriter(db.pool)
const clock = () => new Date('2026-03-02T09:00:00Z')
const rebuild = (log?: string) => {
  const deps = { pool: db.pool, recordThen: recordThrough(writer()), clock }
  return rebuildIndex(deps, { logg: log, by: 'Eva Ek' })
}
const LOGS = ['insyn', 'bromma', 'jarva']
const some = (count: number) =>
  Array.from({ length: count }, (_, i) =>
    aLogRecord(LOGS[i % 3] ?? '', {
      tid: `2026-03-0${String((i % 5) + 1)}T08:00:00Z`,
      personRef: i % 4 === 0 ? null : `person-${String(i % 7)}`,
      slutanvandare: i % 6 === 0 ? null : `anna-${String(i % 5)}`,
      arende: i % 3 === 0 ? null : `KC-${String(i % 8)}`,
      visat: i % 2 === 0 ? [] : [{ mangd: 'beslut', falt: ['status'] }],
      flaggor: i % 5 === 0 ? ['undantag', 'upprepad'] : [],
      tillstand: i % 5 === 0 ? randomUUID() : null,
      orsak: i % 9 === 0 ? 'skyddad' : 'traff',
    }),
  )

/** What searches read, with profiles, sets and end users in full. */
const indexed = async () =>
  (
    await db.pool.query(
      `select i.tid, i.nummer, i.person_ref, i.arende, i.tillstand, i.logg, to_jsonb(p) as profile, to_jsonb(s) as shown,
              to_jsonb(a) as actor
         from access_index i left join access_profile p on p.id = i.profile left join access_shown s on s.id = i.shown
              left join access_actor a on a.id = i.actor
        where i.nummer < 40 order by i.logg, i.nummer`,
    )
  ).rows as { readonly logg: string; readonly nummer: number; readonly profile: Record<string, unknown> | null }[]

test('every record is in the index from the moment it is durable', async () => {
  const records = some(120)
  const places = await writer().write(records)
  const rows = await indexed()
  expect(rows).toHaveLength(120)
  for (const [i, { logg, nummer }] of places.entries()) {
    const { access } = records[i] ?? aLogRecord('')
    expect(rows.find((row) => row.logg === logg && row.nummer === nummer)).toMatchObject({
      ...{
        tid: new Date(access.tid),
        person_ref: access.personRef,
        arende: access.arende,
        tillstand: access.tillstand,
      },
      profile: {
        ...{ logg, event: access.handelse, outcome: access.utfall, cause: access.orsak, purpose: access.andamal },
        ...{
          klient: access.klient,
          roller: [access.roll],
          flags: access.flaggor,
          protected: access.orsak === 'skyddad',
        },
      },
      shown: access.visat.length === 0 ? null : { mangder: ['beslut'] },
      actor:
        access.slutanvandare === null ? null : { slutanvandare: access.slutanvandare, utfardare: access.utfardare },
    })
  }
})

test('a destroyed index is made anew from the records as it was, and its log says who did it', async () => {
  const before = await indexed()
  await db.pool.query('truncate access_profile, access_shown, access_actor')
  await db.pool.query(`delete from access_index where nummer % 3 = 0`)
  await db.pool.query(`update access_index set arende = 'KC-99', tid = tid - interval '1 day' where nummer % 3 = 1`)
  await db.pool.query(
    `insert into access_index (tid, nummer, profile, logg) select now(), 5000 + n, 1, 'jarva' from generate_series(1, 9) n`,
  )
  expect(await rebuild()).toEqual(['bromma', 'insyn', 'jarva'].map((log) => ({ logg: log, records: 41 })))
  expect(await indexed()).toEqual(before)
  const { rows } = await db.pool.query(`select count(*) as count from access_index where nummer > 5000`)
  expect(rows).toEqual([{ count: 0 }])
  const { rows: acts } = await db.pool.query<{ logg: string; atkomst: unknown }>(
    `select logg, record::json -> 'atkomst' as atkomst from access_record where record like '%"indexering"%' order by logg`,
  )
  expect(acts.map(({ logg }) => logg)).toEqual(['bromma', 'insyn', 'jarva'])
  expect(acts[0]?.atkomst).toMatchObject({ handelse: 'granskning', slutanvandare: 'Eva Ek', klient: 'insyn-cli' })
})

test('records that are written while an index is made anew are in it, once', async () => {
  const hub = writer()
  let done = false
  const written = (async () => {
    let count = 0
    while (!done) count += (await hub.write(some(30))).length
    return count
  })()
  for (let i = 0; i < 3; i++) await rebuild()
  done = true
  expect(await written).toBeGreaterThan(0)
  const { rows } = await db.pool.query(
    `select (select count(*) from access_record) - (select count(*) from access_index) as missing,
            (select count(*) from (select from access_index group by logg, nummer having count(*) > 1) d) as twice`,
  )
  expect(rows).toEqual([{ missing: 0, twice: 0 }])
})

test('a log that there is not, and a name that is none, are refused before anything is done', async () => {
  await expect(rebuild('farsta')).rejects.toMatchObject({ code: 'FINNS_EJ' })
  const deps = { pool: db.pool, recordThen: recordThrough(writer()), clock }
  await expect(rebuildIndex(deps, { by: '189001019802' })).rejects.toMatchObject({ code: 'BEGARAN_OGILTIG' })
})

test('no text of a record keeps it from being written', async () => {
  const odd = {
    klient: 'a\0b',
    orsak: '\0',
    slutanvandare: 'x'.repeat(5_000),
    arende: '\0',
    roll: '\u0007 a',
    flaggor: ['\0'],
  }
  const [place] = await writer().write([aLogRecord('bromma', odd)])
  expect(place).toMatchObject({ logg: 'bromma' })
})
