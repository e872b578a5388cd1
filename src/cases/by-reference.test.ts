import { expect, test } from '@jest/globals'
import { realPolicy, startUppslagApp } from '../../test/support/api-in-memory.ts'
import type { Informationsmangd } from '../informationsmangd.ts'

const KNOWN = '189001019802'
const ABSENT = '189001059808'
const SYSTEM = { klient: 'arendesystem', roller: ['arendesystem'] }

test('of a kind that comes by reference a case is told nothing when it opens: no stadsdel, name or suggestion', async () => {
  const policy = realPolicy()
  const by = (code: string, mangder: Informationsmangd[]) => ({
    [code]: { ...policy.andamal[code]!, hanvisning: mangder },
  })
  const andamal = { ...policy.andamal, ...by('fakturafraga', ['faktura']), ...by('utforarfraga', ['utforare']) }
  const app = await startUppslagApp({ policy: { ...policy, andamal } })
  const { mirror } = app
  mirror.put(KNOWN, 'jarva', 'utforare', [{ uppdragId: 'U1', namn: 'Omsorg AB', regi: 'privat' }])
  mirror.put(KNOWN, 'bromma', 'faktura', [{ fakturanummer: 'F1', betalstatus: 'delbetald' }])
  for (const code of ['fakturafraga', 'utforarfraga']) {
    const answers = []
    for (const personnummer of [KNOWN, ABSENT]) {
      const body = { status: 'oppnat', personnummer, andamal: code }
      const { status, json } = await app.send('PUT', '/api/v1/arenden/KC-2', body, SYSTEM)
      answers.push([status, { ...json, loggId: String(json.loggId).length }])
    }
    expect(answers[0]).toEqual(answers[1])
    expect(answers[0]).toMatchObject([200, { stadsdelar: [], utforare: [], handlaggare: [] }])
  }
  expect(mirror.opened).toEqual([])
  const causes = app.logg.written.map(({ logg, access }) => [logg, access.utfall, access.orsak])
  expect(causes.filter((_, i) => i % 2 === 0)).toEqual(Array(2).fill(['insyn', 'tomt', 'hanvisning']))
  await app.stop()
})
