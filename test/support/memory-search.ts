import type { SearchStore } from '../../src/review/search/search-store.ts'
import type { TimelineStore } from '../../src/review/search/timeline-store.ts'
import { memoryChain } from './memory-chain.ts'

const NO_FACETS = {
  ...{ logs: [], events: [], outcomes: [], causes: [], purposes: [], klienter: [], roller: [], flags: [], mangder: [] },
}

/** Logs in which nothing is found. */
const emptySearch: SearchStore = {
  page: async () => [],
  first: async () => ({ places: [], count: 0, more: false, facets: NO_FACETS, actors: [] }),
  records: async () => [],
}

const emptyTimeline: TimelineStore = {
  links: async () => ({ arenden: [], tillstand: [] }),
  caseSteps: async () => [],
  alerts: async () => [],
}

/** What officers read of them. */
export const emptyLogs = () => ({
  search: emptySearch,
  timeline: emptyTimeline,
  hours: { count: async () => [], uncountedSince: async () => undefined },
  chain: memoryChain(),
})
