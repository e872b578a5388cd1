/** What an unlisted field holds: its ordinary value, or, in canary mode, a marker that no other field has. */
export type Kanarie = (varde: string) => string

/** Text that begins with `kanarie`, each with its own number; the ordinary values when no marker is given. */
export function skapaKanarie(kanarie?: string): Kanarie {
  if (kanarie === undefined) return (varde) => varde
  let nummer = 0
  return () => kanarie + String(++nummer)
}
