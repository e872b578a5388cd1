import { afterAll, afterEach, beforeAll } from '@jest/globals'
import {
  MUNICIPALITY,
  NAMESPACE,
  type SimulatedSupportManagement,
  startSupportManagement,
} from './simulated-support-management.ts'

const TOKEN = 'losen'
/** What a new errand must have. */
export const OPENING = { title: 'Fråga', priority: 'MEDIUM', status: 'NEW', reporterUserId: 'anna' }

/** One support-management for the tests of a file, well again after each, and calls of it as a person's own system makes them. */
export function useErrands(options: Parameters<typeof startSupportManagement>[1] = {}) {
  let proof: SimulatedSupportManagement
  beforeAll(async () => {
    proof = await startSupportManagement(TOKEN, options)
  })
  afterEach(() => {
    proof.fel.purge()
    proof.shortcomings.splice(0)
  })
  afterAll(() => proof.stop())

  const call = (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
    { base = `${proof.url}/${MUNICIPALITY}/${NAMESPACE}`, signal }: { base?: string; signal?: AbortSignal } = {},
  ) =>
    fetch(`${base}/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${TOKEN}`,
        'x-sent-by': 'anna; type=adAccount',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    })
  return {
    proof: () => proof,
    call,
    status: async (...invoke: Parameters<typeof call>): Promise<number> => (await call(...invoke)).status,
    read: async (path: string): Promise<unknown> => (await call('GET', path)).json(),
  }
}

/** A json-parameter that its schema allows; what it holds can be looked for in a revision. */
export const item = (key: string, version: number, name = 'Åsa Ek') => ({
  key,
  schemaId: '2281_insyn-handlaggare_1.2',
  value: {
    uppgiftRef: 'a'.repeat(22),
    version,
    stadsdel: 'farsta',
    kalla: 'paraplyet',
    informationsmangd: 'handlaggare',
    last: '2026-09-15T08:00:00.000Z',
    poster: [{ namn: name }],
  },
})
