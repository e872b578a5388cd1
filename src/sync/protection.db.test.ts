import { expect, test } from '@jest/globals'
import { InsynError } from '../errors.ts'
import type { PersonItems, Rejected } from '../mapping/person-items.ts'
import { A, B, beslut, person, useSync } from './testing/use-sync.ts'

const { answers, db, lines, mirrored, proof, runs, says } = useSync({ samtidiga: 1 })

test.each(['ja', 'okand'] as const)(
  'a person whose flag is %s vanishes from every source and comes back when it is lifted',
  async (skydd) => {
    says('paraplyet/bromma', [person(A, [beslut('1')]), person(B, [beslut('2')])])
    answers.set('agresso/farsta', [
      {
        personer: [{ personnummer: A, skydd: 'nej', uppgifter: { faktura: [{ fakturanummer: 'F1' }] }, rejected: [] }],
        orphans: [],
      },
    ])
    await runs()
    await runs('agresso/farsta')
    says('paraplyet/bromma', [person(A, [], skydd), person(B, [beslut('2')])])
    expect(await runs()).toMatchObject({ status: 'lyckad', counts: { protected: 1 } })
    expect(await mirrored()).toEqual([beslut('2')])

    expect(await runs('agresso/farsta')).toMatchObject({ counts: { protected: 1, added: 0 } })
    expect(await mirrored()).toEqual([beslut('2')])

    says('paraplyet/bromma', [person(A, [beslut('1')]), person(B, [beslut('2')])])
    await runs()
    await runs('agresso/farsta')
    expect(await mirrored()).toHaveLength(3)
  },
)

test('what one scope left out for a flag that another lifts in the same round is back when the round is over', async () => {
  const faktura: PersonItems = {
    personnummer: A,
    skydd: 'nej',
    uppgifter: { faktura: [{ fakturanummer: 'F1' }] },
    rejected: [],
  }
  says('paraplyet/bromma', [person(A, [beslut('1')], 'okand')])
  answers.set('agresso/farsta', [{ personer: [faktura], orphans: [] }])
  const scopes = [
    { source: 'agresso', stadsdel: 'farsta' },
    { source: 'paraplyet', stadsdel: 'bromma' },
  ] as const
  const round = async () => {
    const states = await proof.run({ scopes, kind: 'fullstandig', trigger: 'prov' })
    return states.map(({ stadsdel, status }) => `${stadsdel} ${status}`).sort()
  }
  await runs()
  await round()
  expect(await mirrored()).toEqual([])

  says('paraplyet/bromma', [person(A, [beslut('1')])])
  expect(await round()).toEqual(['bromma lyckad', 'farsta lyckad'])
  expect(await mirrored()).toHaveLength(2)
  await round()
  const { rowCount } = await db.pool.query(`select from sync_run where source = 'agresso'`)
  expect(rowCount).toBe(4)
})

test('a flag of somebody whom the source no longer has is lifted, and what others have of her is back', async () => {
  says('paraplyet/bromma', [person(A, [], 'ja'), person(B, [beslut('1')])])
  says('paraplyet/farsta', [person(A, [beslut('2')])])
  await runs()
  says('paraplyet/bromma', [person(B, [beslut('1')])])
  const scopes = (['farsta', 'bromma'] as const).map((stadsdel) => ({ source: 'paraplyet' as const, stadsdel }))
  await proof.run({ scopes, kind: 'fullstandig', trigger: 'prov' })
  expect((await mirrored()).map((item) => item.beslutId).sort()).toEqual(['1', '2'])
})

test('a flag stands even when the read that told it broke off', async () => {
  says('paraplyet/bromma', [person(A, [beslut('1')])])
  await runs()
  says('paraplyet/bromma', [person(A, [], 'ja')], new InsynError('KALLA_TRUNKERAD', 'cut'))
  expect(await runs()).toMatchObject({ status: 'misslyckad' })
  expect(await mirrored()).toEqual([])
})

test('a flag that cannot be read stands for as long as it cannot be read', async () => {
  says('paraplyet/bromma', [person(A, [beslut('1')], 'okand')])
  says('paraplyet/farsta', [person(A, [beslut('2')])])
  for (let night = 0; night < 3; night++) {
    await runs('paraplyet/bromma')
    await runs('paraplyet/farsta')
    expect(await mirrored()).toEqual([])
  }
})

test('a read that cannot tell whose a row is, or tells of nobody, lifts no flag of those it does not name', async () => {
  says('paraplyet/bromma', [person(A, [], 'ja')])
  says('paraplyet/farsta', [person(A, [beslut('2')])])
  const orphan: Rejected = { mangd: 'person', falt: 'personnummer', reason: 'personnummer', rawValues: {} }
  for (const answer of [[{ personer: [person(B, [])], orphans: [orphan] }], []]) {
    await runs('paraplyet/bromma')
    answers.set('paraplyet/bromma', answer)
  }
  await runs('paraplyet/bromma')
  await runs('paraplyet/farsta')
  expect(await mirrored()).toEqual([])
})

test.each(['ja', 'okand'] as const)('items that come with the flag %s are not mirrored', async (skydd) => {
  says('paraplyet/bromma', [person(A, [beslut('1')], skydd), person(B, [beslut('2')])])
  await runs()
  expect(await mirrored()).toEqual([beslut('2')])
})

test('the log line of a run is the same whether somebody is protected, has gone or has nothing any more', async () => {
  const linesAfter = async (personer: readonly PersonItems[]) => {
    await db.pool.query('truncate uppgift, outbox, protected_person, sync_run, quarantine cascade')
    says('paraplyet/bromma', [person(A, [beslut('1')]), person(B, [beslut('2')])])
    await runs()
    lines.length = 0
    says('paraplyet/bromma', personer)
    await runs()
    return lines.map((line) => line.replace(/"(run|durationMs)":\d+/g, ''))
  }
  const gone = await linesAfter([person(B, [beslut('2')])])
  expect(gone.join()).toContain('"unchanged":1')
  expect(await linesAfter([person(A, []), person(B, [beslut('2')])])).toEqual(gone)
  for (const skydd of ['ja', 'okand'] as const)
    expect(await linesAfter([person(A, [beslut('1')], skydd), person(B, [beslut('2')])])).toEqual(gone)
})
