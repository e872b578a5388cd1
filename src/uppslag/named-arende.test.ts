import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { realPolicy, startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'

const KNOWN = '189001019802'
const query = { personnummer: KNOWN, relation: 'sjalv', identifiering: 'bankid' }
const policy = realPolicy()
const contract = { ...policy.klienter.konsol! }
delete contract.arenden

let app: UppslagApp
beforeAll(async () => {
  app = await startUppslagApp({ policy: { ...policy, klienter: { ...policy.klienter, konsol: contract } } })
  app.mirror.put(KNOWN, 'bromma', 'beslut', [{ beslutId: 'B1', status: 'pagaende' }])
  const about = { personRef: app.keys.personRef(KNOWN), andamal: 'beslutsfraga', category: {} }
  await app.arenden.open({ ...about, arendeId: 'K-1', klient: 'konsol' })
  await app.arenden.open({ ...about, arendeId: 'K-2', klient: 'konsol' })
  await app.arenden.close('K-2', 'konsol')
})
afterAll(() => app.stop())
beforeEach(() => {
  app.logg.written.length = 0
  app.mirror.forget()
})

const lookUp = (arende: string, client: string, andamal: string) =>
  app.uppslag({ ...query, arende, andamal }, { klient: client })

test.each(['beslutsfraga', 'samlad-fraga', 'fakturafraga'])(
  'for %s a case of another client is as one that does not exist or is closed: refused before anybody is read',
  async (andamal) => {
    const answers = [
      await lookUp('KC-1', 'konsol', andamal),
      await lookUp('KC-99', 'konsol', andamal),
      await lookUp('K-2', 'konsol', andamal),
      // The contract of telefoni names the case system's cases, and nobody else's.
      await lookUp('K-1', 'telefoni', andamal),
    ]
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404])
    const same = answers.map(({ json }) => ({ ...json, instance: '' }))
    expect(new Set(same.map((one) => JSON.stringify(one))).size).toBe(1)
    for (const { access } of app.logg.written) expect(access).toMatchObject({ utfall: 'nekat', orsak: 'arende-okant' })
    expect(app.mirror.read).toEqual([])
  },
)

test('its own case, and a case of a client that its contract names, is the ground that the purpose demands', async () => {
  for (const [arende, client] of [
    ['K-1', 'konsol'],
    ['KC-1', 'telefoni'],
  ] as const)
    expect((await lookUp(arende, client, 'beslutsfraga')).json.beslut).toHaveLength(1)
})
