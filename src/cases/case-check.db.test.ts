import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { A, B, useWorker } from '../../test/support/case-system/mirror-worker.ts'
import { plannedAsEmpty } from '../../test/support/database/planned-as-empty.ts'
import { createCaseSystem } from '../adapters/casesystem/client.ts'
import { protect } from '../sync/protection.ts'
import { mirroringOf } from './arende-state.ts'
import { createArendeStore } from './arende-store.ts'
import { createCaseCheck } from './case-check.ts'

const { db, dueNow, held, keys, mirror, open, openCase, close, system, work } = useWorker()
const arenden = () => createArendeStore(db.pool, 7)
let client: ReturnType<typeof createCaseSystem>
beforeAll(() => {
  client = createCaseSystem({ url: system().url, token: 'prov', deadlineMs: 500 })
})
afterAll(() => client.close())
beforeEach(() => system().fel.purge())

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }
const check = () => createCaseCheck({ pool: db.pool, arendesystem: client, log: quiet }).check()
const checkAgain = async () => {
  await db.pool.query('update arende set check_at = now() where check_at is not null')
  return check()
}
const stateOf = async (arendeId: string) => {
  const state = await arenden().stateOf(arendeId, 'arendesystem')
  if (state === undefined) return undefined
  const { spegling, orsak } = mirroringOf(state)
  return orsak === null ? spegling : `${spegling}: ${orsak}`
}
/** What the case system will call the case that it creates next. */
const nextId = () =>
  system()
    .store.create(B, 'beslutsfraga')
    .arendeId.replace(/\d+$/, (number) => String(Number(number) + 1).padStart(number.length, '0'))

test('a case that the case system has is mirrored; one that is not there, or closed there, is refused in words', async () => {
  const [there, closed] = [await openCase(A), await openCase(A)]
  system().store.change(closed, { status: 'stangt' })
  await open('finns-inte', A)
  const all = [there, closed, 'finns-inte']
  expect(await Promise.all(all.map(stateOf))).toEqual(['vantar', 'vantar', 'vantar'])
  expect(await check()).toBe(3)
  expect(await Promise.all(all.map(stateOf))).toEqual(['pagar', 'nekad: stangt', 'nekad: finns-ej'])
  expect(await stateOf('ingens')).toBeUndefined()
  expect(await arenden().stateOf(there, 'telefoni')).toBeUndefined()
  // A case that is there is asked for once; the others again and again, less and less often.
  expect(await check()).toBe(0)
  expect(await checkAgain()).toBe(2)
})

test('eight are asked for at a time, also where the cases are planned as if there were none', async () => {
  for (let left = 12; left > 0; left--) await openCase(A)
  await plannedAsEmpty(db.pool, 'arende')
  expect([await check(), await check(), await check()]).toEqual([8, 4, 0])
})

test('while the case system is away nothing is known, and it is asked again', async () => {
  const arendeId = await openCase(A)
  for (const fault of ['nere', 'fault', 'html'] as const) {
    system().fel.set({ peer: 'arendesystem', fel: fault })
    expect(await checkAgain()).toBe(1)
    expect(await stateOf(arendeId)).toBe('vantar')
    system().fel.purge()
  }
  system().fel.set({ peer: 'arendesystem', fel: 'nekad' })
  await checkAgain()
  expect(await stateOf(arendeId)).toBe('nekad: nekas')
  system().fel.purge()
  await checkAgain()
  expect(await stateOf(arendeId)).toBe('pagar')
})

test('a case reported too early is filled when it is opened again, or found by itself', async () => {
  await mirror(A, [{ beslutId: '1', status: 'pagaende' }])
  for (const again of [true, false]) {
    const arendeId = nextId()
    await open(arendeId, A)
    await work()
    await check()
    expect(await stateOf(arendeId)).toBe('nekad: finns-ej')
    await dueNow()
    await work()
    expect(held(arendeId)).toEqual([])

    expect(system().store.create(A, 'beslutsfraga').arendeId).toBe(arendeId)
    if (again) {
      await open(arendeId, A)
      expect(await stateOf(arendeId)).toBe('vantar')
    } else await checkAgain()
    await work()
    expect(held(arendeId)).toEqual([[{ beslutId: '1', status: 'pagaende' }]])
    await check()
    expect(await stateOf(arendeId)).toBe('pagar')
    // Reporting it once more changes nothing of what is known.
    await open(arendeId, A)
    expect(await stateOf(arendeId)).toBe('pagar')
  }
})

test('whoever a case is about, the case system is asked alike and the same is told', async () => {
  await mirror(A, [{ beslutId: '1', status: 'pagaende' }])
  await protect(db.pool, { source: 'agresso', stadsdel: 'bromma' }, [keys.personRef(B)], new Date())
  const persons = { visible: A, protected: B, absent: '189001059808' }
  for (const known of [true, false]) {
    const ids = await Promise.all(
      Object.entries(persons).map(async ([name, personnummer]) => {
        const arendeId = known ? await openCase(personnummer) : `okand-${name}`
        if (!known) await open(arendeId, personnummer)
        return arendeId
      }),
    )
    const told = async () => {
      const { rows } = await db.pool.query<{ state: string; checks: number; due: boolean }>(
        `select distinct status, case_state as state, checks, check_at is not null as due, case_checked is null as never
           from arende where arende_id = any($1)`,
        [ids],
      )
      expect(rows).toHaveLength(1)
      return new Set(await Promise.all(ids.map(stateOf)))
    }
    expect(await told()).toEqual(new Set(['vantar']))
    system().fel.set({ peer: 'arendesystem', fel: 'fault' })
    await check()
    await work()
    expect(await told()).toEqual(new Set(['vantar']))
    system().fel.purge()
    // However many deliveries wait, are made or are refused.
    await checkAgain()
    expect(await told()).toEqual(new Set([known ? 'pagar' : 'nekad: finns-ej']))
    await dueNow()
    await work()
    expect(await told()).toEqual(new Set([known ? 'pagar' : 'nekad: finns-ej']))
  }
})

test('a closed case says so until it has been emptied; one that was never there goes on saying that', async () => {
  const arendeId = await openCase(A)
  await open('aldrig', A)
  await check()
  system().store.change(arendeId, { status: 'stangt' })
  for (const id of [arendeId, 'aldrig']) await close(id)
  expect([await stateOf(arendeId), await stateOf('aldrig')]).toEqual(['avslutas', 'nekad: finns-ej'])
  await work()
  expect([await stateOf(arendeId), await stateOf('aldrig')]).toEqual(['avslutad', 'nekad: finns-ej'])
  // Closed before anybody had asked, as by the case system's own list: asked once, so that the cause is known.
  await open('aldrig-2', A)
  await close('aldrig-2')
  await checkAgain()
  expect(await stateOf('aldrig-2')).toBe('nekad: finns-ej')
  expect(await checkAgain()).toBe(0)
})
