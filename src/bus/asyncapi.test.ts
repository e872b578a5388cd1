import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Parser } from '@asyncapi/parser'
import { expect, test } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { anAccess } from '../../test/support/access-records.ts'
import { testKeys } from '../../test/support/keys.ts'
import { notEmpty } from '../../test/support/not-empty.ts'
import { API } from '../api/contracts/api-info.ts'
import { leafHash } from '../atkomstlogg/merkle.ts'
import { INFORMATIONSMANGDER, isInternal, KINDS, MANGDER_OF_SOURCE, SOURCES } from '../informationsmangd.ts'
import { readManifest } from '../mapping/load-manifests.ts'
import { checkpointHeadSchema, createAsyncapi, headSchema, logHeadSchema, stateSchema } from './asyncapi.ts'
import { CheckpointRow, createCheckpointTopic } from './checkpoint-topic.ts'
import { createEnvelope } from './envelope.ts'
import { logMessage, LogRow } from './log-message.ts'
import type { Message } from './message.ts'

const ROOT = join(import.meta.dirname, '../..')
const published = readFileSync(join(ROOT, 'api/asyncapi.json'), 'utf8')
const ajv = new Ajv2020({ strict: false })
formats.default(ajv)

test('what is committed is what the schemas say: `npm run openapi` writes it anew', () => {
  expect(published).toBe(`${JSON.stringify(createAsyncapi(API.apiVersion), null, 2)}\n`)
})

test('it is a valid AsyncAPI 3 document', async () => {
  const { document, diagnostics } = await new Parser().parse(published)
  // Severity 0 is an error, 1 a warning; the parser knows of a later version of the specification.
  expect(
    diagnostics.filter(({ severity, code }) => Number(severity) <= 1 && code !== 'asyncapi-latest-version'),
  ).toEqual([])
  expect(document?.allChannels().all()).toHaveLength(INFORMATIONSMANGDER.length + 2)
}, 60_000)

test('what the manifests read is what messages are said to hold', () => {
  for (const { informationsmangd, falt, rader } of notEmpty(readManifest(join(ROOT, 'config/tittbehorighet'))))
    if (!isInternal(informationsmangd))
      for (const name of [...falt.map((one) => one.falt), ...(rader === undefined ? [] : [rader.falt])])
        expect(Object.keys(KINDS[informationsmangd].fields)).toContain(name)
})

test.each(INFORMATIONSMANGDER)('messages about %s follow their schemas', async (mangd) => {
  const keys = testKeys(['bromma'])
  const envelope = createEnvelope({ keys, amnesprefix: 'insyn', origin: 'insyn.example' })
  const source = SOURCES.find((source) => MANGDER_OF_SOURCE[source].includes(mangd)) ?? 'paraplyet'
  const personRef = keys.personRef('x')
  const uppgiftRef = keys.uppgiftRef(personRef, 'bromma', source, mangd)
  const change = { uppgiftRef, stadsdel: 'bromma', source, mangd, version: 3, time: new Date() } as const
  const state = {
    uppgiftRef,
    personRef,
    version: 3,
    stadsdel: 'bromma',
    kalla: source,
    informationsmangd: mangd,
    last: new Date().toISOString(),
    poster: [{}],
  } as const
  const changed = envelope.changed(change, state)
  const follows = (schema: object, value: unknown) =>
    expect([ajv.validate(schema, value), ajv.errorsText()]).toEqual([true, 'No errors'])
  follows(headSchema(mangd, 'andrad'), changed.headers)
  follows(headSchema(mangd, 'borttagen'), envelope.gone(change).headers)
  follows(stateSchema(mangd), await envelope.open(changed))
  expect(ajv.validate(stateSchema(mangd), { ...state, poster: [{ personnummer: 'x' }] })).toBe(false)
  const { components } = JSON.parse(published) as { components: { messages: Record<string, { payload: object }> } }
  follows(components.messages[`${mangd}Andrad`]?.payload ?? { not: {} }, changed.value?.toString())
})

test('a record goes out without the person, in any form', () => {
  const access = anAccess({ personRef: 'referens-till-nagon', personnummerForseglat: 'forseglat', arende: 'KC-1' })
  const stored = { logg: 'bromma', nummer: 7, salt: 'ett-salt', atkomst: access }
  const leaf = leafHash('the record')
  const message = logMessage(testKeys([]), stored, leaf, 'insyn.example')
  if (message === undefined) throw new Error('no message')
  const { nyckel, value, headers } = message
  const row = JSON.parse(value?.toString() ?? '') as LogRow
  expect([ajv.validate(LogRow, row), ajv.errorsText()]).toEqual([true, 'No errors'])
  expect([ajv.validate(logHeadSchema, headers), ajv.errorsText()]).toEqual([true, 'No errors'])
  expect([nyckel, headers.ce_id]).toEqual([stored.logg, leaf.toString('base64url')])
  const everything = JSON.stringify([nyckel, row, headers])
  for (const hidden of ['referens-till-nagon', 'forseglat', 'KC-1', stored.salt])
    expect(everything).not.toContain(hidden)
})

test('a checkpoint goes out as its schemas say, under the key of its log', async () => {
  const sent: [string, number, readonly Message[]][] = []
  const publisher = {
    partition: async () => 3,
    send: async (topic: string, partition: number, messages: readonly Message[]) =>
      void sent.push([topic, partition, messages]),
    close: async () => undefined,
  }
  const place = createCheckpointTopic({ publisher, topic: 'ämne', origin: 'insyn.example', clock: () => new Date() })
  await place.publish('bromma', ['en', 'två'], AbortSignal.timeout(1_000))
  const [[topic, partition, messages = []] = []] = sent
  expect([topic, partition, messages.map(({ nyckel }) => nyckel)]).toEqual(['ämne', 3, ['bromma', 'bromma']])
  for (const { value, headers } of notEmpty(messages)) {
    const row = JSON.parse(value?.toString() ?? '') as unknown
    expect([ajv.validate(CheckpointRow, row), ajv.errorsText()]).toEqual([true, 'No errors'])
    expect([ajv.validate(checkpointHeadSchema, headers), ajv.errorsText()]).toEqual([true, 'No errors'])
  }
  expect(new Set(messages.map(({ headers }) => headers.ce_id)).size).toBe(2)
})

test('docs/kafka.md says the headers and the fields of a row as the schemas do, and its example is one', () => {
  const doc = readFileSync(join(ROOT, 'docs/kafka.md'), 'utf8')
  const [, message = '', row = ''] =
    /\n## A message\n(.+)\n## The access log on the bus\n(.+)\n## The relay\n/s.exec(doc) ?? []
  const named = (text: string) => [...text.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name).toSorted()
  const [headers = ''] = message.split('\n## ')
  expect(named(headers)).toEqual(Object.keys(headSchema('beslut', 'andrad').properties).toSorted())
  expect(named(row)).toEqual(Object.keys(LogRow.properties).toSorted())
  const [, example = ''] = /```json\n(.+?)```/s.exec(row) ?? []
  expect([ajv.validate(LogRow, JSON.parse(example)), ajv.errorsText()]).toEqual([true, 'No errors'])
  for (const header of Object.keys(logHeadSchema.properties)) expect(row).toContain(`\`${header}\``)
  const { channels } = JSON.parse(published) as { channels: Record<string, { bindings: { kafka: object } }> }
  const [, retention] = /`delete\.retention\.ms` \| (\d+)/.exec(doc) ?? []
  expect(channels.beslut?.bindings.kafka).toMatchObject({ 'x-configs': { 'delete.retention.ms': retention } })
})

test('whoever checks messages by the published schemas accepts fields that a later version adds', () => {
  const { components } = JSON.parse(published) as { components: { schemas: Record<string, object> } }
  for (const [name, schema] of Object.entries(components.schemas)) {
    const closed = JSON.stringify(schema).includes('additionalProperties')
    expect([name, closed]).toEqual([name, false])
  }
})
