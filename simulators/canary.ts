/** What an unlisted field holds: its ordinary value, or, in canary mode, a marker that no other field has. */
export type Canary = (value: string) => string

/** Text that begins with `kanarie`, each with its own number; the ordinary values when no marker is given. */
export function createCanary(canary?: string): Canary {
  if (canary === undefined) return (value) => value
  let number = 0
  return () => canary + String(++number)
}
