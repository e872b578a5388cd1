import { randomBytes, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { LogRecord } from '../../src/atkomstlogg/access.ts'
import { createLogWriter } from '../../src/atkomstlogg/writer.ts'
import { openStore } from '../../src/hub/store.ts'
import { configFor, newState, settle } from './installation.ts'

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

/** An installation with an embedded database and a writer of these logs, besides that of the hub. */
export async function openLog(logs: readonly string[] = [LOG]) {
  const state = await newState()
  const config = { ...configFor('http://127.0.0.1:1'), databas: 'inbyggd' }
  const store = await openStore(config, state.folder, logs)
  const { pool, logPool } = store
  const writer = createLogWriter(logPool)
  await writer.start()
  return {
    ...{ state, config, store, writer },
    async fill(from: number, to: number, record: (number: number) => LogRecord) {
      for (let at = from; at < to; at += BATCH)
        await writer.write(Array.from({ length: Math.min(BATCH, to - at) }, (_, i) => record(at + i)))
    },
    /** So many of these, or a few more. */
    async take(count: number, records: Iterator<LogRecord>) {
      for (let left = count; left > 0;) {
        const batch: LogRecord[] = []
        for (let one = records.next(); one.done !== true; one = records.next())
          if (batch.push(one.value) === Math.min(BATCH, left)) break
        if (batch.length === 0) break
        await writer.write(batch)
        left -= batch.length
      }
    },
    settle: () => settle(state.folder),
    /** Processor time of this process and of the database's sessions, in ms: it varies little when the machine is busy. */
    async processorTime(): Promise<number> {
      const { user, system } = process.cpuUsage()
      const { rows } = await pool.query<{ readonly pid: number }>(
        'select pid from pg_stat_activity where datname = current_database()',
      )
      const used = rows.map(({ pid }) => {
        if (process.platform !== 'linux') return NaN
        // Fields 14 and 15, counted from the name in brackets, in hundredths of a second.
        const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
        return Number(fields[11]) + Number(fields[12])
      })
      return (user + system) / 1000 + used.reduce((sum, one) => sum + one * 10, 0)
    },
    async close() {
      await writer.stop()
      await store.close()
      await state.remove()
    },
  }
}
