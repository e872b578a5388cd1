import { createServer } from 'node:http'
import express from 'express'
import { close, listen } from '../../src/platform/http-server.ts'
import { answerPeer } from './ipc.ts'

/**
 * What Express 5 alone can do in one process: the same body from memory, `/ready` as a finished text and `/json` as an
 * object that is written for each answer. Neither reads the request's body, looks at a token, or logs.
 */
const { body } = JSON.parse(process.argv[2] ?? '') as { body: string }
const value: unknown = JSON.parse(body)
const app = express().disable('x-powered-by').disable('etag')
app.post('/ready', (_req, res) => void res.type('json').send(body))
app.post('/json', (_req, res) => void res.json(value))
const server = createServer(app)

answerPeer(
  () => listen(server, { adress: '127.0.0.1', port: 0 }),
  () => close(server),
)
