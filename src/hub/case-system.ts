import { createCaseSystem } from '../adapters/casesystem/client.ts'
import { createSupportManagement } from '../adapters/supportmanagement/client.ts'
import { createPrerequisites } from '../adapters/supportmanagement/prerequisites.ts'
import type { CaseSystem } from '../cases/case-system.ts'
import type { CaseSystemOptions } from '../config/case-system-options.ts'
import { InsynError } from '../errors.ts'

const DEADLINE_MS = 10_000

export interface ConnectedCaseSystem extends CaseSystem {
  /** What the case system lacks for the hub's work, apart from being reachable. */
  shortcomings(signal: AbortSignal): Promise<readonly string[]>
  close(): Promise<void>
}

/** The case system that the settings name. */
export function composeCaseSystem(options: CaseSystemOptions): ConnectedCaseSystem {
  const { supportManagement, ...connection } = { ...options, deadlineMs: DEADLINE_MS }
  if (supportManagement === undefined) return { ...createCaseSystem(connection), shortcomings: async () => [] }
  const system = createSupportManagement({ ...connection, ...supportManagement })
  const prerequisites = createPrerequisites({ ...connection, ...supportManagement })
  return {
    ...system,
    shortcomings: (signal) => prerequisites.shortcomings(signal),
    async close() {
      await Promise.all([system.close(), prerequisites.close()])
    },
  }
}

/** Registers the schemas that support-management requires before it accepts writes; returns the ids of new ones. */
export async function registerSchemas({
  supportManagement,
  ...options
}: CaseSystemOptions): Promise<readonly string[]> {
  if (supportManagement === undefined)
    throw new InsynError(
      'KONFIG_OGILTIG',
      'arendesystem/supportManagement is missing: nothing else has schemas of ours',
    )
  const prerequisites = createPrerequisites({ ...options, ...supportManagement, deadlineMs: DEADLINE_MS })
  try {
    return await prerequisites.register(AbortSignal.timeout(10 * DEADLINE_MS))
  } finally {
    await prerequisites.close()
  }
}
