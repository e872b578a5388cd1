import { randomBytes, randomUUID } from 'node:crypto'
import type { LogRecord } from '../../src/atkomstlogg/access.ts'
import { createLogWriter } from '../../src/atkomstlogg/writer.ts'
import { openStore } from '../../src/hub/store.ts'
import { configFor, newState } from './installation.ts'

export const LOG = 'bromma'
const BATCH = 1_000

/** A lookup that showed something, at this time, of one among so many persons. */
export function lookup(time: Date, person = randomBytes(16).toString('base64url')): LogRecord {
  const which = Math.floor(Math.random() * 1_000_000)
  return {
    logg: LOG,
    access: {
      handelse: 'uppslag',
      handelseId: randomUUID(),
      tid: time.toISOString(),
      personRef: person,
      personnummerForseglat: randomBytes(40).toString('base64url'),
      andamal: 'samlad-fraga',
      arende: `KC-${which}`,
      roll: 'aldre-direkt',
      slutanvandare: `agent.${which % 200}`,
      utfardare: 'inloggning',
      identitet: 'token',
      klient: 'telefoni',
      relation: 'sjalv',
      identifiering: 'bankid',
      visat: [
        { mangd: 'beslut', falt: ['beslutsdatum', 'insats', 'omfattning', 'status'] },
        { mangd: 'faktura', falt: ['belopp', 'betalstatus', 'forfallodatum', 'ocrNummer'] },
      ],
      utfall: 'visat',
      orsak: 'traff',
      avtal: 'SDN-2026/1',
      flaggor: [],
      tillstand: null,
      policyversion: '0123456789abcdef',
    },
  }
}

/** An installation with an embedded database and a writer of its log. */
export async function openLog() {
  const state = await newState()
  const config = { ...configFor('http://127.0.0.1:1'), databas: 'inbyggd' }
  const store = await openStore(config, state.folder, [LOG])
  const writer = createLogWriter(store.logPool)
  await writer.start()
  return {
    ...{ state, config, store, writer },
    async fill(from: number, to: number, record: (number: number) => LogRecord) {
      for (let at = from; at < to; at += BATCH)
        await writer.write(Array.from({ length: Math.min(BATCH, to - at) }, (_, i) => record(at + i)))
    },
    async close() {
      await writer.stop()
      await store.close()
      await state.remove()
    },
  }
}
