/** `source stadsdel` of every open breaker of live reads, as the metrics tell. */
export async function breakersOpen(address: string): Promise<string[]> {
  const text = await (await fetch(`${address}/metrics`)).text()
  const open = text.matchAll(/^insyn_circuit_breaker_open\{source="(\w+)",stadsdel="([\w-]+)"\} 1$/gm)
  return [...open].map(([, source, stadsdel]) => `${source} ${stadsdel}`)
}
