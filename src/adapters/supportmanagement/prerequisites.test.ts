import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { felet } from '../../../test/support/sources/http-peer.ts'
import { aldrig } from '../../../test/support/sources/reading.ts'
import {
  KOMMUN,
  NAMNRYMD,
  type SimuleratSupportManagement,
  startaSupportManagement,
} from '../../../test/support/case-system/simulated-support-management.ts'
import { createForutsattningar, type ForutsattningarOptions } from './prerequisites.ts'
import { schemaId, SCHEMAN } from './schemas.ts'

const TOKEN = 'token-4471'
let prov: SimuleratSupportManagement
const oppna: { stang(): Promise<void> }[] = []

beforeEach(async () => {
  prov = await startaSupportManagement(TOKEN, { forberedd: false })
})
afterEach(async () => {
  prov.stop()
  await Promise.all(oppna.splice(0).map((en) => en.stang()))
  expect(prov.brister).toEqual([])
})

function forutsattningar(andra: Partial<ForutsattningarOptions> = {}) {
  const nya = createForutsattningar({
    url: prov.url,
    schemaUrl: prov.schemaUrl,
    token: TOKEN,
    deadlineMs: 2_000,
    kommun: KOMMUN,
    namnrymd: NAMNRYMD,
    avsandare: 'insyn',
    oppnaStatus: ['NEW', 'ONGOING'],
    ...andra,
  })
  oppna.push(nya)
  return nya
}

test('what is missing is told in the order in which it is put right, and nothing when all is there', async () => {
  const mina = forutsattningar()
  expect(await mina.brister(aldrig)).toEqual([`namespace ${NAMNRYMD} has no namespace-config (displayName, shortCode)`])

  prov.namnrymd.config = { displayName: 'Kontaktcenter', shortCode: 'KC' }
  prov.namnrymd.statusar.set('NEW', { name: 'NEW' })
  prov.namnrymd.statusar.set('ONGOING', { name: 'ONGOING', deprecated: true })
  const idn = [...SCHEMAN.keys()].map((slag) => schemaId(KOMMUN, slag))
  expect(await mina.brister(aldrig)).toEqual([
    `status ONGOING is not registered in namespace ${NAMNRYMD}, or is deprecated`,
    ...idn.map((id) => `JSON schema ${id} is not registered: insyn arendesystem scheman`),
  ])

  prov.namnrymd.statusar.set('ONGOING', { name: 'ONGOING' })
  expect(await mina.registrera(aldrig)).toEqual(idn)
  expect(await mina.registrera(aldrig)).toEqual([])
  expect(await mina.brister(aldrig)).toEqual([])
})

test('a schema that somebody else has registered under our name is told, and left', async () => {
  prov.namnrymd.config = { displayName: 'Kontaktcenter', shortCode: 'KC' }
  prov.namnrymd.statusar.set('NEW', { name: 'NEW' })
  prov.scheman.registrera(KOMMUN, { name: 'insyn-beslut', version: '1.0', value: { type: 'object' } })
  const mina = forutsattningar({ oppnaStatus: ['NEW'] })
  await mina.registrera(aldrig)
  expect(await mina.brister(aldrig)).toEqual(['JSON schema 2281_insyn-beslut_1.0 is registered with other contents'])
})

test('a municipality that the service does not know is told', async () => {
  const brister = await forutsattningar({ kommun: '9999' }).brister(aldrig)
  expect(brister).toEqual([`municipality 9999 or namespace ${NAMNRYMD} is not a valid id`])
})

test('a service that is away is no shortcoming of its settings', async () => {
  prov.fel.satt({ peer: 'support-management', fel: 'nere' })
  expect(await felet(forutsattningar().brister(aldrig))).toMatchObject({ code: 'MALSYSTEM_OTILLGANGLIGT' })
})
