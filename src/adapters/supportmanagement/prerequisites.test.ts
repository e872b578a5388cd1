import { afterEach, beforeEach, expect, test } from '@jest/globals'
import {
  MUNICIPALITY,
  NAMESPACE,
  type SimulatedSupportManagement,
  startSupportManagement,
} from '../../../test/support/case-system/simulated-support-management.ts'
import { error } from '../../../test/support/sources/http-peer.ts'
import { never } from '../../../test/support/sources/reading.ts'
import { createPrerequisites, type PrerequisitesOptions } from './prerequisites.ts'
import { schemaId, SCHEMAS } from './schemas.ts'

const TOKEN = 'token-4471'
let proof: SimulatedSupportManagement
const open: { close(): Promise<void> }[] = []

beforeEach(async () => {
  proof = await startSupportManagement(TOKEN, { prepared: false })
})
afterEach(async () => {
  proof.stop()
  await Promise.all(open.splice(0).map((prerequisites) => prerequisites.close()))
  expect(proof.shortcomings).toEqual([])
})

function prerequisites(others: Partial<PrerequisitesOptions> = {}) {
  const added = createPrerequisites({
    url: proof.url,
    schemaUrl: proof.schemaUrl,
    token: TOKEN,
    deadlineMs: 20_000,
    kommun: MUNICIPALITY,
    namnrymd: NAMESPACE,
    avsandare: 'insyn',
    oppnaStatus: ['NEW', 'ONGOING'],
    ...others,
  })
  open.push(added)
  return added
}

test('what is missing is told in the order in which it is put right, and nothing when all is there', async () => {
  const mine = prerequisites()
  expect(await mine.shortcomings(never)).toEqual([
    `namespace ${NAMESPACE} has no namespace-config (displayName, shortCode)`,
  ])

  proof.namnrymd.config = { displayName: 'Kontaktcenter', shortCode: 'KC' }
  proof.namnrymd.statuses.set('NEW', { name: 'NEW' })
  proof.namnrymd.statuses.set('ONGOING', { name: 'ONGOING', deprecated: true })
  const ids = [...SCHEMAS.keys()].map((kind) => schemaId(MUNICIPALITY, kind))
  expect(await mine.shortcomings(never)).toEqual([
    `status ONGOING is not registered in namespace ${NAMESPACE}, or is deprecated`,
    ...ids.map((id) => `JSON schema ${id} is not registered: run insyn arendesystem scheman`),
  ])

  proof.namnrymd.statuses.set('ONGOING', { name: 'ONGOING' })
  expect(await mine.register(never)).toEqual(ids)
  expect(await mine.register(never)).toEqual([])
  expect(await mine.shortcomings(never)).toEqual([])
})

test('a schema that somebody else has registered under our name is told, and left', async () => {
  proof.namnrymd.config = { displayName: 'Kontaktcenter', shortCode: 'KC' }
  proof.namnrymd.statuses.set('NEW', { name: 'NEW' })
  proof.schemas.register(MUNICIPALITY, { name: 'insyn-beslut', version: '1.2', value: { type: 'object' } })
  const mine = prerequisites({ oppnaStatus: ['NEW'] })
  await mine.register(never)
  expect(await mine.shortcomings(never)).toEqual([
    'JSON schema 2281_insyn-beslut_1.2 is registered with other contents',
  ])
})

test('a municipality that the service does not know is told', async () => {
  const shortcomings = await prerequisites({ kommun: '9999' }).shortcomings(never)
  expect(shortcomings).toEqual([`municipality 9999 or namespace ${NAMESPACE} is not a valid id`])
})

test('a service that is away is no shortcoming of its settings', async () => {
  proof.fel.set({ peer: 'support-management', fel: 'nere' })
  expect(await error(prerequisites().shortcomings(never))).toMatchObject({ code: 'MALSYSTEM_OTILLGANGLIGT' })
})
