import { randomUUID } from 'node:crypto'
import type { Alert, AlertScope, AlertStore } from '../../src/review/alerts/alert-store.ts'

/** Holds `alerts`, which the test fills; an acknowledgement replaces the alert in it. */
export function memoryAlerts(alerts: Alert[], clock: () => Date): AlertStore {
  const inScope =
    ({ logs, mayProtected }: AlertScope) =>
    ({ logg, isProtected }: Alert) =>
      logs.includes(logg) && (mayProtected || !isProtected)
  return {
    async list(scope, { kind, status }) {
      const found = alerts
        .filter(inScope(scope))
        .filter((one) => (kind ?? one.kind) === one.kind)
        .filter((one) => status === undefined || (one.acknowledged === null) === (status === 'nytt'))
      return { larm: found, count: found.length }
    },
    find: async (scope, publicId) => alerts.filter(inScope(scope)).find((one) => one.publicId === publicId),
    async acknowledge(publicId, by) {
      const place = alerts.findIndex((one) => one.publicId === publicId)
      const [alert] = alerts.slice(place, place + 1)
      if (alert === undefined) throw new Error('no such alert')
      const acknowledged = alert.acknowledged ?? { ...by, time: clock() }
      alerts[place] = { ...alert, acknowledged }
      return acknowledged
    },
  }
}

export const anAlert = (changed: Partial<Alert> = {}): Alert => ({
  publicId: randomUUID(),
  time: new Date('2026-10-15T09:41:12Z'),
  kind: 'undantag',
  logg: 'bromma',
  nummer: 3,
  pruned: false,
  isProtected: false,
  acknowledged: null,
  ...changed,
})
