import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'
import { INFORMATIONSMANGDER } from '../informationsmangd.ts'
import type { ExplanationAnswer } from './explanation-schema.ts'

let app: UppslagApp
beforeAll(async () => {
  app = await startUppslagApp()
})
afterAll(() => app.stop())
beforeEach(() => {
  app.logg.written.length = 0
  app.logg.down = false
  app.mirror.forget()
})

const grounds = { andamal: 'avgiftsfraga', identifiering: 'motringning', arende: 'A-1', stadsdel: 'bromma' }
const explanation = async (body: object, roller: readonly string[] = ['aldre-direkt']) => {
  const { status, json } = await app.send('POST', '/api/v1/policy/forklaring', body, { klient: 'konsol', roller })
  return { status, json, answer: json as unknown as ExplanationAnswer }
}

test('tells what a lookup would show and by which rule, and in which file, the rest is hidden', async () => {
  const { status, answer } = await explanation(grounds)
  expect(status).toBe(200)
  expect(answer).toMatchObject({ nekas: null, policyversion: app.policy.version })
  expect(app.placesOf(answer)).toEqual(['insyn/1'])
  expect(answer.roller).toMatchObject([{ roll: 'aldre-direkt', namn: 'Äldre direkt', galler: true }])
  expect(answer.roller[0]?.mangder).toHaveLength(INFORMATIONSMANGDER.length)
  expect(answer.roller[0]?.mangder).toContainEqual({
    stadsdel: 'bromma',
    mangd: 'avgift',
    avtal: 'SDN-BRO 2025/1187',
    visas: ['period', 'avgift', 'maxtaxa'],
    doljs: ['forbehallsbelopp', 'avgiftsgrundandeInkomst'].map((field) => ({
      falt: [field],
      regel: 'identifiering',
      forklaring: 'Uppgiften kräver minst BankID.',
      regelplats: `andamal.yaml#/andamal/avgiftsfraga/hogreKrav/avgift/${field}`,
    })),
  })
})

test('tells of each of the roles which one a lookup would be made in', async () => {
  const { answer } = await explanation(grounds, ['trygghetsjour', 'funktionsnedsattning', 'aldre-direkt', 'okand'])
  expect(answer.roller.map(({ roll, galler }) => [roll, galler])).toEqual([
    ['aldre-direkt', true],
    ['funktionsnedsattning', false],
    ['trygghetsjour', false],
  ])
})

test('tells why a lookup at another time would be refused', async () => {
  const { answer } = await explanation({ ...grounds, tidpunkt: '2026-12-24T10:00:00+01:00' })
  expect(answer).toMatchObject({
    tidpunkt: '2026-12-24T09:00:00.000Z',
    nekas: 'Rollen är utanför sin öppettid och får inte slå upp något nu.',
    roller: [{ galler: false }],
  })
  const avgift = answer.roller[0]?.mangder.find(({ mangd }) => mangd === 'avgift')
  expect(avgift).toMatchObject({
    visas: [],
    doljs: [{ regel: 'oppettid', regelplats: 'roller.yaml#/roller/aldre-direkt/oppettid' }],
  })
})

test('reads nothing of anybody and stands in the own log, without a durable record of which there is no answer', async () => {
  await explanation(grounds)
  expect(app.mirror.read).toEqual([])
  expect(app.logg.written).toMatchObject([
    {
      logg: 'insyn',
      access: { handelse: 'forklaring', utfall: 'tomt', orsak: 'regler', andamal: 'avgiftsfraga', personRef: null },
    },
  ])
  app.logg.down = true
  expect((await explanation(grounds)).status).toBe(503)
})

test.each([
  ['a purpose that does not exist', 403, { andamal: 'nyfikenhet' }, ['aldre-direkt'], 'andamal'],
  ['nobody that the policy knows', 403, {}, ['vaktmastare'], 'roll'],
  ['a stadsdel that does not exist', 400, { stadsdel: 'ankeborg' }, ['aldre-direkt'], 'begaran-ogiltig'],
  ['a time that does not exist', 400, { tidpunkt: '2026-12-31T23:59:60Z' }, ['aldre-direkt'], 'begaran-ogiltig'],
  ['a person', 400, { personnummer: '189001019802' }, ['aldre-direkt'], 'begaran-ogiltig'],
])('refuses and records a question about %s', async (_, status, change, roller, reason) => {
  const answer = await explanation({ ...grounds, ...change }, roller)
  expect(answer.status).toBe(status)
  expect(app.logg.written).toMatchObject([
    { logg: 'insyn', access: { handelse: 'forklaring', utfall: 'nekat', orsak: reason } },
  ])
})
