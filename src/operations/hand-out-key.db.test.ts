import { beforeEach, expect, test } from '@jest/globals'
import { useDatabase } from '../../test/support/database/database.ts'
import { testKeys } from '../../test/support/keys.ts'
import type { Access } from '../atkomstlogg/access.ts'
import { type Disclose, discloseThrough } from '../atkomstlogg/disclose.ts'
import { createLogWriter } from '../atkomstlogg/writer.ts'
import { type Informationsmangd, INFORMATIONSMANGDER } from '../informationsmangd.ts'
import { handOutKeys, type KeyDeps } from './hand-out-key.ts'

const db = useDatabase()
const STADSDELAR = ['bromma', 'farsta', 'jarva', 'skarpnack']
/** Farsta has an avtal for two kinds; Järva has none, and its keys are still there; Skärpnack's have not been made yet. */
const COVERED: Readonly<Record<string, readonly Informationsmangd[]>> = {
  bromma: INFORMATIONSMANGDER,
  farsta: ['beslut', 'avgift'],
  skarpnack: ['beslut'],
}
const keys = testKeys(['bromma', 'farsta', 'jarva'])
const ACTOR = { by: 'Eva Ros', reason: 'ny konsument' }
const deps = (disclose: Disclose = discloseThrough(createLogWriter(db.pool))): KeyDeps => ({
  keys,
  stadsdelar: () => STADSDELAR,
  allowed: (stadsdel) => new Set(COVERED[stadsdel]),
  disclose,
  clock: () => new Date('2026-11-29T09:00:00Z'),
})

let earlier = new Set<string>()
const all = async () =>
  (
    await db.pool.query<{ logg: string; nummer: number; record: string }>(
      'select logg, nummer, record from access_record order by logg, nummer',
    )
  ).rows
const records = async () =>
  (await all())
    .filter(({ logg, nummer }) => !earlier.has(`${logg} ${nummer}`))
    .map(({ logg, record }) => ({ logg, ...(JSON.parse(record) as { atkomst: Access }).atkomst }))
const names = (set: readonly { readonly logg: string; readonly visat: Access['visat'] }[]) =>
  set.map(({ logg, visat }) => `${logg}/${visat.map(({ mangd }) => mangd).join()}/1`)

beforeEach(async () => void (earlier = new Set((await all()).map(({ logg, nummer }) => `${logg} ${nummer}`))))

test('each key that is handed out has its record in its board’s log, of one act, and what no avtal covers is named', async () => {
  const { keys: handedOut, leftOut } = await handOutKeys(deps(), ACTOR)
  expect(handedOut).toHaveLength(INFORMATIONSMANGDER.length + 2)
  for (const { kid, ...key } of handedOut) {
    const [stadsdel = '', mangd = ''] = kid.split('/')
    expect({ kid, ...key }).toEqual(keys.busKey(stadsdel, mangd as Informationsmangd))
  }
  const written = await records()
  expect(names(written).toSorted()).toEqual(handedOut.map(({ kid }) => kid).toSorted())
  expect(new Set(written.map(({ handelseId }) => handelseId)).size).toBe(1)
  expect(written[0]).toMatchObject({
    handelse: 'buss',
    orsak: 'nyckel',
    slutanvandare: ACTOR.by,
    andamal: ACTOR.reason,
    visat: [{ falt: ['*'] }],
  })
  for (const { k } of handedOut) expect(JSON.stringify(written)).not.toContain(k)
  expect(leftOut).toEqual([
    { stadsdel: 'farsta', mangder: INFORMATIONSMANGDER.filter((mangd) => !['beslut', 'avgift'].includes(mangd)) },
    { stadsdel: 'jarva', mangder: INFORMATIONSMANGDER },
    { stadsdel: 'skarpnack', mangder: INFORMATIONSMANGDER },
  ])
})

test('the set is limited to the stadsdelar and kinds that are asked for, each once', async () => {
  const selection = { stadsdelar: ['farsta', 'bromma', 'farsta'], mangder: ['avgift', 'faktura'] as const }
  const { keys: handedOut, leftOut } = await handOutKeys(deps(), { ...ACTOR, ...selection })
  const named = ['farsta/avgift/1', 'bromma/avgift/1', 'bromma/faktura/1']
  expect(handedOut.map(({ kid }) => kid)).toEqual(named)
  expect(names(await records())).toEqual(named.toSorted())
  expect(leftOut).toEqual([{ stadsdel: 'farsta', mangder: ['faktura'] }])
})

test('a stadsdel that there is not, one without an avtal, and a text that names somebody give no key and no record', async () => {
  for (const [request, code] of [
    [{ stadsdelar: ['bromma', 'ankeborg'] }, 'BEGARAN_OGILTIG'],
    [{ stadsdelar: ['jarva', 'skarpnack'] }, 'NYCKEL_SAKNAS'],
    [{ by: '' }, 'BEGARAN_OGILTIG'],
    [{ reason: 'för 199304232383' }, 'BEGARAN_OGILTIG'],
  ] as const)
    await expect(handOutKeys(deps(), { ...ACTOR, ...request })).rejects.toMatchObject({ code })
  expect(await records()).toEqual([])
})

test('no key leaves before every record stands, and none when the log refuses', async () => {
  let standing = -1
  const counting: Disclose = (disclosure, release) =>
    discloseThrough(createLogWriter(db.pool))(disclosure, async (body) => {
      standing = (await records()).length
      return release(body)
    })
  const { keys: handedOut } = await handOutKeys(deps(counting), ACTOR)
  expect(standing).toBe(handedOut.length)

  const closed = createLogWriter(db.pool)
  await closed.stop()
  await expect(handOutKeys(deps(discloseThrough(closed)), ACTOR)).rejects.toMatchObject({ code: 'LOGG_OTILLGANGLIG' })
  expect(await records()).toHaveLength(standing)
})
