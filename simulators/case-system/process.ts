import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { controlError } from '../control.ts'
import { createErrorControl } from '../fault-control.ts'
import { caseSystem } from './case-system.ts'
import { peopleControl } from './control.ts'
import { durableArendeStore } from './journal.ts'
import { createPeople } from './people.ts'

export interface CaseSystemProcess {
  /** 0: any free port. */
  readonly port: number
  /** The token that the hub shows. */
  readonly token: string
  /** Of the issuer that the people's own token comes from. */
  readonly utfardare: string
  readonly journal: string
}

/**
 * The case system and its people alone, as a process that can be killed and started again with the same cases. The first
 * argument is a CaseSystemProcess as JSON; the address is sent to the process that forked this one.
 */
const { port, token, utfardare, journal } = JSON.parse(process.argv[2] ?? '') as CaseSystemProcess
const store = durableArendeStore(journal)
const people = createPeople({
  store,
  random: Math.random,
  randomPerson: () => {
    throw new Error('nobody is chosen at random here')
  },
  token: async () => {
    const request = { slutanvandare: 'prov.arendesystem', roller: ['arendesystem'], klient: 'arendesystem' }
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${utfardare}/token`, { method: 'POST', headers, body: JSON.stringify(request) })
    return ((await answer.json()) as { access_token: string }).access_token
  },
})
const app = express().disable('x-powered-by').disable('etag')
app.use('/arendesystem', caseSystem(store, createErrorControl(), { token }))
app.use('/styrning', express.json(), peopleControl(people, store), controlError)
const server = createServer(app).listen(port, '127.0.0.1')
await once(server, 'listening')
process.once('disconnect', () => process.exit(0))
process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
