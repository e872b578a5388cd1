import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type AgressoTrial, startAgresso } from '../../../test/support/sources/agresso.ts'
import { sourceOf } from '../../../test/support/sources/agresso-source.ts'
import { error } from '../../../test/support/sources/http-peer.ts'
import { all, extent, never, readCounts } from '../../../test/support/sources/reading.ts'
import { truthsIn } from '../../../test/support/sources/simulated-city.ts'

const STADSDEL = 'farsta'
let agresso: AgressoTrial
let source: ReturnType<typeof sourceOf>
let now = new Date('2026-09-15T12:00:00Z')

beforeAll(async () => {
  agresso = await startAgresso({}, 300)
  source = sourceOf(agresso, STADSDEL, { clock: () => now })
})
afterAll(async () => {
  await source.close()
  await agresso.stop()
})

const readOne = () => {
  const somebody = truthsIn(agresso.population, STADSDEL, 'agresso').find(({ skydd }) => skydd === 'ingen')
  return all(source.readPerson(extent(STADSDEL, 'faktura'), somebody?.personnummer ?? '', readCounts(), never))
}
const templatesCanBeFetched = (possible: boolean) => {
  agresso.fel.purge()
  if (!possible) agresso.fel.set({ peer: 'agresso', fel: 'fault', operation: 'GetTemplateProperties' })
}

test('templates are asked for once for many reads of single persons, and again after a while and after a failure', async () => {
  expect((await readOne()).personer).toHaveLength(1)
  templatesCanBeFetched(false)
  expect((await readOne()).personer).toHaveLength(1)

  now = new Date(now.getTime() + 11 * 60_000)
  expect(await error(readOne())).toMatchObject({ code: 'KALLA_FAULT' })
  templatesCanBeFetched(true)
  await readOne()

  agresso.fel.set({ peer: 'agresso', fel: 'fault', operation: 'GetTemplateResultAsXML', antal: 1 })
  await error(readOne())
  templatesCanBeFetched(false)
  expect(await error(readOne())).toMatchObject({ code: 'KALLA_FAULT' })
})
