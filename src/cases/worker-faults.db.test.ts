import { expect, test } from '@jest/globals'
import { A, useWorker } from '../../test/support/case-system/mirror-worker.ts'

const { db, dueNow, gone, held, mirror, newWorker, openCase, system, work } = useWorker()

test.each(['nere', 'fault', 'html', 'tomt'] as const)(
  'a case system that is %s loses nothing: the write waits and is made',
  async (what) => {
    await mirror(A, [{ beslutId: '1', status: 'pagaende' }])
    const arendeId = await openCase(A)
    system().fel.set({ peer: 'arendesystem', fel: what })
    await work()
    const { rows } = await db.pool.query('select status, reason from delivery')
    expect(rows).toEqual([{ status: 'vantar', reason: 'MALSYSTEM_OTILLGANGLIGT' }])
    system().fel.purge()
    await dueNow()
    await work()
    expect(held(arendeId)).toHaveLength(1)
  },
)

test('a write that is refused for good is set aside with its reason, and the next change is tried again', async () => {
  await mirror(A, [{ beslutId: '1', status: 'pagaende' }])
  const arendeId = await openCase(A)
  system().fel.set({ peer: 'arendesystem', fel: 'nekad' })
  await work()
  const { rows } = await db.pool.query('select status, reason from delivery')
  expect(rows).toEqual([{ status: 'parkerad', reason: 'MALSYSTEM_NEKAR' }])
  system().fel.purge()
  await mirror(A, [{ beslutId: '1', status: 'avslutat' }])
  await work()
  expect(held(arendeId)).toEqual([[{ beslutId: '1', status: 'avslutat' }]])
})

test('what was refused is tried again when the hub starts anew', async () => {
  await mirror(A, [{ beslutId: '1', status: 'pagaende' }])
  const arendeId = await openCase(A)
  system().fel.set({ peer: 'arendesystem', fel: 'nekad' })
  await work()
  system().fel.purge()
  await work()
  expect(held(arendeId)).toEqual([])
  const fresh = newWorker()
  fresh.start()
  while (held(arendeId).length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
  await fresh.stop()
})

test('a removal that is refused is never given up', async () => {
  await mirror(A, [{ beslutId: '1', status: 'pagaende' }])
  const arendeId = await openCase(A)
  await work()
  system().fel.set({ peer: 'arendesystem', fel: 'nekad' })
  await gone(A)
  await work()
  system().fel.purge()
  await dueNow()
  await work()
  expect(held(arendeId)).toEqual([])
})

test('what was written though no answer came is taken away all the same', async () => {
  await mirror(A, [{ beslutId: '1', status: 'pagaende' }])
  const arendeId = await openCase(A)
  system().fel.set({ peer: 'arendesystem', fel: 'sen', operation: 'skriv', antal: 1 })
  const working = work()
  while (held(arendeId).length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
  await gone(A)
  await working
  await work()
  expect(held(arendeId)).toEqual([])
})

test('nothing is written when the access log cannot be', async () => {
  await mirror(A, [{ beslutId: '1', status: 'pagaende' }])
  const arendeId = await openCase(A)
  await db.pool
    .query(`create function prov_full() returns trigger language plpgsql as $$ begin raise exception 'full'; end $$;
    create trigger prov_full before insert on access_record for each row execute function prov_full()`)
  await work()
  await db.pool.query('drop trigger prov_full on access_record')
  expect(held(arendeId)).toEqual([])
  await dueNow()
  await work()
  expect(held(arendeId)).toHaveLength(1)
})
