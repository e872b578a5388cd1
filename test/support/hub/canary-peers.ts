import { expect, test } from '@jest/globals'
import { campaign } from '../campaign.ts'
import type { CanaryCity } from './canary-city.ts'

/** So many cases are opened by name; a tenth of them is closed again. */
export const CANARY_CASES = campaign(30, 300)

/** What those whom the hub writes to have been told: the case system, and the collector of traces. */
export function testPeers(city: () => CanaryCity): void {
  test('the case system holds no marker, and no personnummer but that of each case', () => {
    const store = city().simulators.arenden
    const open = store.open(10_000)
    expect(open.length).toBeGreaterThan(CANARY_CASES)
    for (const { personnummer, ...arende } of open) {
      expect(city().people).toContain(personnummer)
      expect(city().scanner.text('ärendet', JSON.stringify([arende, store.mirrorings(arende.arendeId)]))).toEqual([])
    }
  })

  test('no trace held one, and there were many: of requests, of runs, of what they asked of sources and database', () => {
    const spans = city().collector.spans()
    expect(spans.length).toBeGreaterThan(1_000)
    const names = new Set(spans.map(({ name }) => name))
    for (const name of ['HTTP POST', 'sync run', 'delivery', 'SELECT', 'INSERT', 'PUT']) expect(names).toContain(name)
    expect([...names].filter((name) => name.startsWith('SOAP ')).length).toBeGreaterThan(2)
    expect(city().scanner.text('spåren', city().collector.text())).toEqual([])
  })
}
