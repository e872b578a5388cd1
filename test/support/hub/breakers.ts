/** `kalla stadsdel` of every open breaker of live reads, as the metrics tell. */
export async function breakersOpen(adress: string): Promise<string[]> {
  const text = await (await fetch(`${adress}/metrics`)).text()
  const open = text.matchAll(/^insyn_direkt_brytare_oppen\{kalla="(\w+)",stadsdel="([\w-]+)"\} 1$/gm)
  return [...open].map(([, kalla, stadsdel]) => `${kalla} ${stadsdel}`)
}
