import { createArendesystem } from '../adapters/casesystem/client.ts'
import { createSupportManagement } from '../adapters/supportmanagement/client.ts'
import { createForutsattningar } from '../adapters/supportmanagement/prerequisites.ts'
import type { Arendesystemval } from '../config.ts'
import { InsynError } from '../errors.ts'
import type { Arendesystem } from '../cases/case-system.ts'

const DEADLINE_MS = 10_000

export interface KopplatArendesystem extends Arendesystem {
  /** What is missing there for the hub to do its work, beside that it answers. */
  brister(signal: AbortSignal): Promise<readonly string[]>
  stang(): Promise<void>
}

/** The case system that the settings name. */
export function composeArendesystem(val: Arendesystemval, klocka: () => Date): KopplatArendesystem {
  const { supportManagement, ...anslutning } = { ...val, deadlineMs: DEADLINE_MS }
  if (supportManagement === undefined) return { ...createArendesystem(anslutning), brister: async () => [] }
  const system = createSupportManagement({ ...anslutning, ...supportManagement, klocka })
  const forutsattningar = createForutsattningar({ ...anslutning, ...supportManagement })
  return {
    ...system,
    brister: (signal) => forutsattningar.brister(signal),
    async stang() {
      await Promise.all([system.stang(), forutsattningar.stang()])
    },
  }
}

/** Registers what support-management must know of before it takes what we write; returns the ids of what was new. */
export async function registreraScheman({ supportManagement, ...val }: Arendesystemval): Promise<readonly string[]> {
  if (supportManagement === undefined)
    throw new InsynError(
      'KONFIG_OGILTIG',
      'arendesystem/supportManagement is missing: nothing else has schemas of ours',
    )
  const forutsattningar = createForutsattningar({ ...val, ...supportManagement, deadlineMs: DEADLINE_MS })
  try {
    return await forutsattningar.registrera(AbortSignal.timeout(10 * DEADLINE_MS))
  } finally {
    await forutsattningar.stang()
  }
}
