import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import express from 'express'
import { requestId, assignRequestId } from './trace.ts'

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
