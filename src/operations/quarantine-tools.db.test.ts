import { expect, test } from '@jest/globals'
import { Registry } from 'prom-client'
import { discloseThrough } from '../atkomstlogg/disclose.ts'
import { recordThrough } from '../atkomstlogg/record-then.ts'
import { InsynError } from '../errors.ts'
import type { Informationsmangd } from '../informationsmangd.ts'
import { createSampling } from '../platform/sampling.ts'
import { measureReads } from '../sync/metrics.ts'
import { protect } from '../sync/protection.ts'
import { A, B, beslut, person } from '../sync/testing/use-sync.ts'
import { createQuarantineTools } from './quarantine-tools.ts'
import {
  ACT,
  ambiguous,
  BROMMA,
  FARSTA,
  HIDDEN,
  rejected,
  useQuarantine,
  WRITTEN,
  YOUNG,
} from './testing/use-quarantine.ts'

const { answers, db, held, idOf, keys, lines, parts, quarantined, records, runs, says, tools } = useQuarantine()
/** Who has the same ten digits. */
const OLD = `19${YOUNG.slice(2)}`

test('what cannot be read is listed by cause, with nothing of whom or of what stood there', async () => {
  await quarantined([rejected('beslutsdatum', 'igår'), rejected('beslutsdatum', 'i morse')], [ambiguous()])
  says('agresso/farsta', [person(B, [], 'nej', [{ ...rejected('belopp', 'mycket'), mangd: 'faktura' }])])
  await runs('agresso/farsta')
  const group = { since: expect.any(Date), ids: [expect.any(Number)], count: 1 }
  const found = await tools().list({})
  expect(found).toEqual({
    groups: [
      { ...FARSTA, mangd: 'faktura', falt: 'belopp', reason: 'format', ...group },
      { ...BROMMA, mangd: 'beslut', falt: 'PNR', reason: 'tvetydigt', ...group },
      {
        ...BROMMA,
        mangd: 'beslut',
        falt: 'beslutsdatum',
        reason: 'format',
        ...group,
        count: 2,
        ids: [expect.any(Number), expect.any(Number)],
      },
    ],
    chosen: [],
  })
  for (const word of ['igår', 'mycket', WRITTEN, keys.personRef(A), keys.personRef(B)])
    expect(JSON.stringify(found)).not.toContain(word)
  for (const [selection, count] of [
    [{ source: 'agresso' }, 1],
    [{ stadsdel: 'bromma' }, 2],
    [{ falt: 'PNR' }, 1],
    [{ mangd: 'faktura', stadsdel: 'bromma' }, 0],
  ] as const)
    expect((await tools().list(selection)).groups).toHaveLength(count)
  expect(await records()).toEqual([])
})

test('what a later complete read can read is listed no more, and what it still cannot is listed once', async () => {
  await quarantined([rejected('beslutsdatum', 'igår')], [ambiguous()])
  answers.set('paraplyet/bromma', [
    { personer: [], orphans: [ambiguous()] },
    new InsynError('KALLA_OTILLGANGLIG', 'away'),
  ])
  await runs()
  await quarantined([], [ambiguous()])
  expect((await tools().list({})).groups).toMatchObject([{ falt: 'PNR', count: 1 }])
  await quarantined([])
  expect((await tools().list({})).groups).toEqual([])
})

test('the content of a row is shown once the board’s log says who looked, at what and why', async () => {
  await quarantined([rejected('beslutsdatum', 'igår')])
  const id = await idOf('beslutsdatum')
  expect(await tools().show({ ...ACT, id })).toEqual({
    ...BROMMA,
    mangd: 'beslut',
    falt: 'beslutsdatum',
    reason: 'format',
    values: { beslutsdatum: 'igår' },
  })
  const [record, ...others] = await records()
  expect(others).toEqual([])
  expect(record).toMatchObject({
    logg: 'bromma',
    atkomst: {
      handelse: 'granskning',
      orsak: 'karantan',
      slutanvandare: 'Eva Ros',
      klient: 'insyn-cli',
      andamal: 'felanmälan 7',
      personRef: keys.personRef(A),
      visat: [{ mangd: 'beslut', falt: ['beslutsdatum'] }],
      utfall: 'visat',
    },
  })
  expect(JSON.stringify(record)).not.toContain('igår')
})

test('with the log down nothing is shown, decided or read', async () => {
  await quarantined([], [ambiguous()])
  const id = await idOf('PNR')
  const down = { write: () => Promise.reject(new InsynError('LOGG_OTILLGANGLIG', 'down')) }
  const silent = createQuarantineTools({ ...parts(), disclose: discloseThrough(down), recordThen: recordThrough(down) })
  const failed = { code: 'LOGG_OTILLGANGLIG' }
  await expect(silent.show({ ...ACT, id })).rejects.toMatchObject(failed)
  await expect(silent.choose({ ...ACT, id, century: 19 })).rejects.toMatchObject(failed)
  await expect(silent.readAgain({}, 'Eva Ros')).rejects.toMatchObject(failed)
  expect((await tools().list({})).chosen).toEqual([])
  expect(held.ran).toEqual([])
})

test('there is no row, no avtal covers it or its person is protected: the same answer', async () => {
  const beside = { ...rejected('namn', 'x'), rawValues: { namn: 'x', kund: WRITTEN.replace('-', '+') } }
  const flagged = { ...rejected('PNR3', '', 'tvetydigt'), rawValues: { customerNumber: '4711' } }
  const unreadable = [ambiguous(), rejected('PNR2', OLD, 'personnummer'), beside, flagged]
  await quarantined([rejected('beslutsdatum', 'igår')], unreadable)
  const [id, number, whole] = [await idOf('beslutsdatum'), await idOf('PNR'), await idOf('PNR2')]
  await expect(tools().show({ ...ACT, id: 999_999 })).rejects.toMatchObject(HIDDEN)
  held.allowed = new Set<Informationsmangd>(['faktura'])
  await expect(tools().show({ ...ACT, id })).rejects.toMatchObject(HIDDEN)
  await expect(tools().choose({ ...ACT, id: number, century: 19 })).rejects.toMatchObject(HIDDEN)
  held.allowed = new Set<Informationsmangd>(['beslut'])
  expect(await records()).toEqual([])

  // Of a row of nobody whose own flag is set, only what puts it right is kept: that it is so little would tell.
  await expect(tools().show({ ...ACT, id: await idOf('PNR3') })).rejects.toMatchObject(HIDDEN)
  expect(await records()).toMatchObject([{ logg: 'bromma', atkomst: { orsak: 'skyddad', visat: [] } }])

  // Of a row whose person could not be told: whoever a number in it may mean.
  await protect(db.pool, FARSTA, [keys.personRef(OLD)], new Date())
  for (const one of [number, whole, await idOf('namn')])
    await expect(tools().show({ ...ACT, id: one })).rejects.toMatchObject(HIDDEN)
  expect(await records()).toMatchObject([
    { logg: 'bromma', atkomst: { orsak: 'skyddad' } },
    { logg: 'bromma', atkomst: { orsak: 'skyddad', utfall: 'tomt', visat: [], slutanvandare: 'Eva Ros' } },
    { logg: 'bromma', atkomst: { orsak: 'skyddad' } },
    { logg: 'bromma', atkomst: { orsak: 'skyddad' } },
  ])
})

test('when a flag is set nothing of the person is left in quarantine, of any source', async () => {
  await quarantined([rejected('beslutsdatum', 'igår')])
  const id = await idOf('beslutsdatum')
  await protect(db.pool, FARSTA, [keys.personRef(A)], new Date())
  expect((await db.pool.query('select from quarantine')).rowCount).toBe(0)
  expect((await tools().list({})).groups).toEqual([])
  await expect(tools().show({ ...ACT, id })).rejects.toMatchObject(HIDDEN)
})

test('the scopes with something in quarantine are read again, once it is recorded who asked', async () => {
  expect(await tools().readAgain({}, 'Eva Ros')).toEqual([])
  await quarantined([rejected('beslutsdatum', 'igår')])
  says('paraplyet/bromma', [person(A, [beslut('1')])])
  expect(await tools().readAgain({ stadsdel: 'farsta' }, 'Eva Ros')).toEqual([])
  expect(await records()).toEqual([])
  expect(await tools().readAgain({ source: 'paraplyet' }, 'Eva Ros')).toMatchObject([{ ...BROMMA, status: 'lyckad' }])
  expect(held.ran).toEqual([{ scopes: [BROMMA], kind: 'fullstandig', trigger: 'karantan' }])
  expect(await records()).toMatchObject([
    { logg: 'insyn', atkomst: { handelse: 'avstamning', orsak: 'karantan', slutanvandare: 'Eva Ros', utfall: 'tomt' } },
  ])
  expect((await tools().list({})).groups).toEqual([])
})

test('a name or a reason that is a personnummer is refused', async () => {
  for (const act of [
    { ...ACT, by: A },
    { ...ACT, reason: `om ${A}` },
  ]) {
    const refused = { code: 'BEGARAN_OGILTIG' }
    await expect(tools().show({ ...act, id: 1 })).rejects.toMatchObject(refused)
    await expect(tools().choose({ ...act, id: 1, century: 19 })).rejects.toMatchObject(refused)
    await expect(tools().revoke({ ...act, id: 1 })).rejects.toMatchObject(refused)
  }
  await expect(tools().readAgain({}, A)).rejects.toMatchObject({ code: 'BEGARAN_OGILTIG' })
})

test('metrics count what stands by source, kind and reason, and name fields that nobody lists', async () => {
  const register = new Registry()
  measureReads(createSampling(register, { everyMs: 0 }), db.pool, parts().scopes)
  const shown = async () =>
    (await register.metrics()).split('\n').filter((row) => /^insyn_(quarantine_rows|source_fields_unlisted)/.test(row))
  expect(await shown()).toEqual([])
  await quarantined([rejected('beslutsdatum', 'igår')], [ambiguous(), ambiguous()])
  await db.pool.query(`update sync_run set unknown_fields = '{"beslut.nytt": 41}'`)
  expect(await shown()).toEqual([
    'insyn_quarantine_rows{source="paraplyet",mangd="beslut",reason="format"} 1',
    'insyn_quarantine_rows{source="paraplyet",mangd="beslut",reason="tvetydigt"} 2',
    'insyn_source_fields_unlisted{source="paraplyet",stadsdel="bromma",field="beslut.nytt"} 1',
  ])
  // Somebody who becomes protected is as somebody mended.
  await protect(db.pool, FARSTA, [keys.personRef(A)], new Date())
  await quarantined([], [])
  expect(await shown()).toEqual([])
  expect(lines.filter((line) => line.includes('"sync-run"')).at(0)).toContain('"quarantined":3')
})
