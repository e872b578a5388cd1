import { join } from 'node:path'
import type { Errands } from '../../src/console/audit/errand.ts'
import type { SavedFilter, SavedFilters } from '../../src/console/audit/saved-filters.ts'
import { readRules } from '../../src/review/follow-up/rules-file.ts'
import { memoryChain } from './memory-chain.ts'

const CONFIG = join(import.meta.dirname, '../../config')

/** What the officers' pages read beside the operations. */
export function memoryAudit() {
  const reasons = new Map<string, string>()
  const filters: (SavedFilter & { readonly owner: string | null })[] = []
  const errands: Errands = {
    reason: async (session) => reasons.get(session),
    async setReason(session, reason) {
      reasons.set(session, reason)
    },
  }
  const savedFilters: SavedFilters = {
    list: async ({ slutanvandare }) => filters.filter(({ owner }) => owner === slutanvandare),
    async save({ slutanvandare }, name, query) {
      filters.push({ id: String(filters.length + 1), name, query, owner: slutanvandare })
      return true
    },
    async remove({ slutanvandare }, id) {
      const place = filters.findIndex((one) => one.id === id && one.owner === slutanvandare)
      if (place !== -1) filters.splice(place, 1)
    },
  }
  const alerts = { uppslag: { antal: 60, minuter: 15 }, nekade: { antal: 10, minuter: 15 } }
  const forget = () => {
    reasons.clear()
    filters.length = 0
  }
  return { forget, chain: memoryChain(), errands, savedFilters, rules: { alerts, followUp: readRules(CONFIG) } }
}
