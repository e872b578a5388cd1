import type { SearchStore } from '../../src/review/search/search-store.ts'
import type { TimelineStore } from '../../src/review/search/timeline-store.ts'

const NO_FACETS = {
  ...{ logs: [], events: [], outcomes: [], causes: [], purposes: [], klienter: [], roller: [], flags: [], mangder: [] },
}

/** Logs in which nothing is found. */
export const emptySearch: SearchStore = {
  page: async () => [],
  first: async () => ({ places: [], count: 0, more: false, facets: NO_FACETS, actors: [] }),
  records: async () => [],
}

export const emptyTimeline: TimelineStore = {
  links: async () => ({ arenden: [], tillstand: [] }),
  caseSteps: async () => [],
  alerts: async () => [],
}
