import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import express from 'express'
import { assignRequestId, requestId } from './trace.ts'

let server: Server
let url: string
beforeAll(async () => {
  const app = express()
  app.use(assignRequestId, (_req, res) => void res.send(requestId(res)))
  server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
})
afterAll(() => void server.close())

/** One of Skatteverket's test numbers, in the digits of an id. */
const NUMBER = '199907302393'
const ID = '7d444840-9dc0-11d1-b245-5ffdce74fad2'
const TRACEPARENT = '0af7651916cd43dd8448eb211c80319c'

test.each([
  ['an ordinary id', ID, true],
  ['an id of nothing but digits that are nobody’s', '11111111-1111-1111-1111-111111111111', true],
  ['a number over the first two groups', '19990730-2393-4000-8000-00000000000a', false],
  ['a number without century in the last group', '7d444840-9dc0-11d1-b245-f99073023930', false],
  ['a number over other groups', '7d444840-9dc0-11d1-b999-07302393fad2', false],
])('whether a caller’s request id is taken over: %s', async (_, id, taken) => {
  const answer = await fetch(url, { headers: { 'x-request-id': id } })
  const given = answer.headers.get('x-request-id')
  expect(given === id).toBe(taken)
  expect(await answer.text()).toBe(given)
})

test.each([
  [TRACEPARENT, true],
  [NUMBER.padStart(32, '0'), false],
  [`a${NUMBER.slice(2)}${'b'.repeat(21)}`, false],
])('whether a caller’s trace %s goes on: %s', async (traceparent, goesOn) => {
  const answer = await fetch(url, { headers: { traceparent: `00-${traceparent}-00f067aa0ba902b7-01` } })
  expect(answer.headers.get('traceparent')?.includes(traceparent)).toBe(goesOn)
})

const PARENT = '00f067aa0ba902b7'
const PLAIN = `${TRACEPARENT}-${PARENT}`

test.each([
  ['of this version', `00-${PLAIN}-01`, '01'],
  ['not sampled', `00-${PLAIN}-00`, '00'],
  ['with flags that have no meaning yet', `00-${PLAIN}-ff`, '01'],
  ['with other flags alone', `00-${PLAIN}-02`, '00'],
  ['of a later version', `01-${PLAIN}-01`, '01'],
  ['of a later version that says more', `cc-${PLAIN}-01-more.to-come`, '01'],
  ['of a later version with an empty part more', `fe-${PLAIN}-01-`, '01'],
])('a trace %s goes on, in the form of version 00', async (_, traceparent, flags) => {
  const answer = await fetch(url, { headers: { traceparent } })
  expect(answer.status).toBe(200)
  expect(answer.headers.get('traceparent')).toMatch(
    new RegExp(`^00-${TRACEPARENT}-(?!${PARENT})[0-9a-f]{16}-${flags}$`),
  )
})

test.each([
  ['of version ff', `ff-${PLAIN}-01`],
  ['of this version that says more', `00-${PLAIN}-01-more`],
  ['of this version with an empty part more', `00-${PLAIN}-01-`],
  ['of a later version that goes on without a separator', `cc-${PLAIN}-01.more`],
  ['in upper case', `00-${PLAIN.toUpperCase()}-01`],
  ['with a version in upper case', `0A-${PLAIN}-01`],
  ['with no trace', `00-${'0'.repeat(32)}-${PARENT}-01`],
  ['with no parent', `00-${TRACEPARENT}-${'0'.repeat(16)}-01`],
  ['with a short trace', `00-${TRACEPARENT.slice(1)}-${PARENT}-01`],
  ['with a long trace', `00-${TRACEPARENT}a-${PARENT}-01`],
  ['with a short parent', `00-${TRACEPARENT}-${PARENT.slice(1)}-01`],
  ['with short flags', `00-${PLAIN}-1`],
  ['without flags', `00-${PLAIN}`],
  ['of a short version', `0-${PLAIN}-01`],
  ['that is not hexadecimal', `00-${TRACEPARENT.replace('a', 'g')}-${PARENT}-01`],
  ['that is empty', ''],
])('a trace %s is ignored, and the request is served in a new one', async (_, traceparent) => {
  const answer = await fetch(url, { headers: { traceparent, tracestate: 'congo=t61rcWkgMzE' } })
  expect(answer.status).toBe(200)
  const given = answer.headers.get('traceparent')
  expect(given).toMatch(/^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-00$/)
  expect(given).not.toContain(TRACEPARENT.slice(2))
  expect(answer.headers.get('tracestate')).toBeNull()
})
