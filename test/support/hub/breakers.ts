import { metricsOf } from './metrics.ts'

/** `source stadsdel` of every open breaker of live reads, as the metrics tell. */
export async function breakersOpen(address: string): Promise<string[]> {
  const text = await metricsOf(address)
  const open = text.matchAll(/^insyn_circuit_breaker_open\{source="(\w+)",stadsdel="([\w-]+)"\} 1$/gm)
  return [...open].map(([, source, stadsdel]) => `${source} ${stadsdel}`)
}
