import { expect } from '@jest/globals'
import { A, avtal, B, beslut, policyWith, useAvtal } from '../../../test/support/avtal-fixture.ts'
import type { Informationsmangd } from '../../informationsmangd.ts'
import type { Keys } from '../../platform/keys/keys.ts'

/** The last day of the year is the last of bromma's avtal. */
export const UNTIL_NEW_YEAR = policyWith([avtal('bromma', { giltigTill: '2026-12-31' }), avtal('farsta')])
export const NEW_YEAR = new Date('2026-12-31T23:00:00Z')

export interface Sealed {
  readonly stadsdel: string
  readonly mangd: Informationsmangd
  readonly uppgift_ref: string
  readonly sealed: Buffer
}
/** Whether it opens with these keys. */
export const opensWith = (keys: Keys, row: Sealed): boolean => {
  try {
    keys.open(row.stadsdel, row.mangd, row.uppgift_ref, row.sealed)
    return true
  } catch {
    return false
  }
}

/** Bromma's avtal about to end, farsta's to go on. */
export function useEnding() {
  const proof = useAvtal()
  return {
    ...proof,
    /** A hub with two open cases that hold what two districts have of their persons, and a row in quarantine each. */
    withArenden: async (policy = UNTIL_NEW_YEAR) => {
      const hub = await proof.start(policy)
      proof.proof.paraplyet.set('bromma', [proof.person(A, beslut('a')), proof.person(B, beslut('b'))])
      proof.proof.paraplyet.set('farsta', [proof.person(A, beslut('f'))])
      for (const stadsdel of ['bromma', 'farsta']) expect(await hub.read(stadsdel)).toMatchObject({ status: 'lyckad' })
      const arenden = [await hub.openArende(A), await hub.openArende(B)] as const
      await hub.work()
      expect(arenden.map((id) => proof.inArende(id).sort())).toEqual([['bromma', 'farsta'], ['bromma']])
      await proof.db.pool.query(
        `insert into quarantine (sync_run, source, stadsdel, mangd, field, reason, sealed, expires_at)
         select id, source, stadsdel, 'beslut', 'f', 'datum', '', now() + interval '1 day' from sync_run`,
      )
      return { hub, arenden }
    },
    dump: async () => (await proof.db.pool.query<Sealed>('select * from uppgift order by stadsdel')).rows,
  }
}
