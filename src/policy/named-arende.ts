import type { Policy } from './policy.ts'

/** Which client opened a case that is open; undefined for every other reference. */
export interface CaseOwners {
  ownerOf(arendeId: string): Promise<string | undefined>
}

/**
 * Whether this client may name the case: one that is open, and that the client or another whom its contract names has opened.
 * Another client's case is asked for, and refused, as one that does not exist.
 */
export async function mayName(
  { policy, arenden }: { readonly policy: Policy; readonly arenden: CaseOwners },
  client: string,
  arendeId: string | null,
): Promise<boolean> {
  const others = policy.klienter[client]?.arenden ?? []
  if (arendeId === null || others === 'oprovade') return true
  const owner = await arenden.ownerOf(arendeId)
  return owner !== undefined && (owner === client || others.includes(owner))
}
