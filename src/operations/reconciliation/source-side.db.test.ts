import { expect, test } from '@jest/globals'
import { InsynError } from '../../errors.ts'
import { NO_CONTENT } from '../../mapping/content.ts'
import type { Rejected, SourceBatch } from '../../mapping/person-items.ts'
import { protect } from '../../sync/protection.ts'
import { A, B, beslut, C, person, useSync } from '../../sync/testing/use-sync.ts'
import { compareSource } from './source-side.ts'

const { answers, db, keys, proof, reading, runs } = useSync({ samtidiga: 1 })
const BROMMA = { source: 'paraplyet', stadsdel: 'bromma' } as const
const FARSTA = { source: 'agresso', stadsdel: 'farsta' } as const

const said = (...personer: SourceBatch['personer']): SourceBatch => ({ personer, orphans: [] })
const rejected: Rejected = { mangd: 'beslut', falt: 'beslutsdatum', reason: 'datum', rawValues: {} }
const seen = person(B, [beslut('2')])

const flags = async () => {
  const { rows } = await db.pool.query<{ name: string }>(
    `select person_ref || ' ' || source || ' ' || stadsdel as name from protected_person order by 1`,
  )
  return rows.map(({ name }) => name)
}
const flagged = (personnummer: string, { source, stadsdel }: typeof BROMMA | typeof FARSTA) =>
  `${keys.personRef(personnummer)} ${source} ${stadsdel}`

/** What a sync of the scope takes into an empty mirror, and which flags stand after it. */
async function bySync() {
  await runs()
  const { rows } = await db.pool.query<{ uppgift_ref: string }>('select uppgift_ref from uppgift')
  return { uppgifter: rows.map(({ uppgift_ref }) => uppgift_ref).sort(), flags: await flags() }
}

/** What a reconciliation finds that an empty mirror lacks, and which flags stand after it. */
async function byReconciliation() {
  const deps = { pool: db.pool, keys, mirror: { open: () => NO_CONTENT }, ...reading }
  const picture = await compareSource(deps, BROMMA, proof.allowed, new AbortController().signal).catch(() => undefined)
  const uppgifter = picture?.deviations.map(({ kind, uppgiftRef }) => (kind === 'overflodig' ? uppgiftRef : kind)) ?? []
  return { uppgifter: uppgifter.sort(), flags: await flags() }
}

const uppgift = (personnummer: string) => keys.uppgiftRef(keys.personRef(personnummer), 'bromma', 'paraplyet', 'beslut')

test.each([
  ['a flag', [said(person(A, [], 'ja'), seen)], [B], [A]],
  ['a flag with items', [said(person(A, [beslut('1')], 'ja'), seen)], [B], [A]],
  ['a flag that cannot be read', [said(person(A, [beslut('1')], 'okand'), seen)], [B], [A]],
  [
    'a flag that only one piece carries',
    [said(person(A, [beslut('1')], 'okand')), said(seen), said(person(A, []))],
    [A, B],
    [],
  ],
  ['a flag in a later piece', [said(person(A, [beslut('1')])), said(seen), said(person(A, [], 'ja'))], [B], [A]],
  ['a flag before the read breaks off', [said(person(A, [], 'ja')), new InsynError('KALLA_TRUNKERAD', 'cut')], [], [A]],
  [
    'an unreadable flag before the read breaks off',
    [said(person(A, [], 'okand')), new InsynError('KALLA_TRUNKERAD', 'cut')],
    [],
    [A],
  ],
  ['a rejected row', [said(person(A, [], 'nej', [rejected]), seen)], [A, B], []],
  ['a row of an unknown person', [{ personer: [seen], orphans: [rejected] }], [B], []],
  ['a person whom another scope protects', [said(person(C, [beslut('3')]), seen)], [B], []],
])(
  'a sync and a reconciliation treat %s alike',
  async (_, answer: readonly (SourceBatch | Error)[], shown: readonly string[], protectedNow: readonly string[]) => {
    const expected = {
      uppgifter: shown.map(uppgift).sort(),
      flags: [flagged(C, FARSTA), ...protectedNow.map((personnummer) => flagged(personnummer, BROMMA))].sort(),
    }
    answers.set('paraplyet/bromma', answer)
    const before = () => protect(db.pool, FARSTA, [keys.personRef(C)], new Date())

    await before()
    expect(await bySync()).toEqual(expected)
    await db.pool.query('truncate uppgift, outbox, protected_person, sync_run, quarantine, staging cascade')
    await before()
    expect(await byReconciliation()).toEqual(expected)
    expect((await db.pool.query('select from uppgift')).rowCount).toBe(0)
    expect((await db.pool.query('select from staging')).rowCount).toBe(0)
  },
)
