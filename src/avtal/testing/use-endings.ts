import { expect } from '@jest/globals'
import { A, avtal, B, beslut, policyMed, useAvtal } from '../../../test/support/avtal-fixture.ts'
import type { Informationsmangd } from '../../informationsmangd.ts'
import type { Nycklar } from '../../platform/keys/keys.ts'

/** The last day of the year is the last of bromma's avtal. */
export const TILL_NYAR = policyMed([avtal('bromma', { giltigTill: '2026-12-31' }), avtal('farsta')])
export const NYAR = new Date('2026-12-31T23:00:00Z')

export interface Forseglad {
  readonly stadsdel: string
  readonly mangd: Informationsmangd
  readonly uppgift_ref: string
  readonly forseglad: Buffer
}
/** Whether it opens with these keys. */
export const oppnasMed = (nycklar: Nycklar, rad: Forseglad): boolean => {
  try {
    nycklar.oppna(rad.stadsdel, rad.mangd, rad.uppgift_ref, rad.forseglad)
    return true
  } catch {
    return false
  }
}

/** Bromma's avtal about to end, farsta's to go on. */
export function useAvtalsslut() {
  const prov = useAvtal()
  return {
    ...prov,
    /** A hub with two open cases that hold what two districts have of their persons, and a row in quarantine each. */
    medArenden: async (policy = TILL_NYAR) => {
      const hub = await prov.starta(policy)
      prov.prov.paraplyet.set('bromma', [prov.person(A, beslut('a')), prov.person(B, beslut('b'))])
      prov.prov.paraplyet.set('farsta', [prov.person(A, beslut('f'))])
      for (const stadsdel of ['bromma', 'farsta']) expect(await hub.las(stadsdel)).toMatchObject({ status: 'lyckad' })
      const arenden = [await hub.oppnaArende(A), await hub.oppnaArende(B)] as const
      await hub.work()
      expect(arenden.map((id) => prov.iArende(id).sort())).toEqual([['bromma', 'farsta'], ['bromma']])
      await prov.db.pool.query(
        `insert into karantan (korning, kalla, stadsdel, mangd, falt, orsak, forseglad, utgar)
         select id, kalla, stadsdel, 'beslut', 'f', 'datum', '', now() + interval '1 day' from korning`,
      )
      return { hub, arenden }
    },
    dump: async () => (await prov.db.pool.query<Forseglad>('select * from uppgift order by stadsdel')).rows,
  }
}
