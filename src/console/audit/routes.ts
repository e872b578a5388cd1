import { rollWith } from '../../policy/policy.ts'
import type { PageRoute, Visit } from '../frame/visit.ts'
import { alertHandlers, type AlertPagesDeps } from './alerts.tsx'
import { followCheck, startCheck } from './chain-pages.tsx'
import { showHours } from './hours-page.tsx'
import { showOfficers } from './officers-page.tsx'
import { saveReason, showReason } from './reason-page.tsx'
import { recordHandlers } from './record.tsx'
import { showRules } from './rules-page.tsx'
import { searchHandlers, type SearchPagesDeps } from './search.tsx'
import { showStatistics } from './statistics-page.tsx'
import { timelineHandlers } from './timeline.tsx'

export interface AuditPagesDeps extends SearchPagesDeps, AlertPagesDeps {}

export function auditRoutes(deps: AuditPagesDeps): readonly PageRoute[] {
  const search = searchHandlers(deps)
  const record = recordHandlers(deps)
  const timeline = timelineHandlers(deps)
  const alerts = alertHandlers(deps)
  const get = (path: string, handle: PageRoute['handle']): PageRoute => ({ method: 'get', path, area: 'logg', handle })
  const post = (path: string, handle: PageRoute['handle']): PageRoute => ({ ...get(path, handle), method: 'post' })
  const reviews = ({ who }: Visit) => rollWith(deps.policy, who.caller.roller, 'granska') !== undefined
  return [
    get('/logg', async (visit) => (reviews(visit) ? search.show(visit) : { redirect: '/logg/statistik' })),
    post('/logg/sok', search.start),
    post('/logg/forfina', search.refine),
    get('/logg/filter', search.askName),
    post('/logg/filter', search.saveFilter),
    post('/logg/filter/bort', search.removeFilter),
    get('/logg/skal', showReason(deps)),
    post('/logg/skal', saveReason(deps)),
    get('/logg/post', record.show),
    post('/logg/nummer', record.open),
    get('/logg/nummer/:id', record.showNumber),
    get('/logg/tidslinje', timeline.ask),
    post('/logg/tidslinje', timeline.start),
    get('/logg/tidslinje/:id', timeline.show),
    get('/logg/tider', showHours(deps)),
    get('/logg/larm', alerts.list),
    get('/logg/larm/:id/kvittera', alerts.ask),
    post('/logg/larm/:id/kvittera', alerts.acknowledge),
    get('/logg/regler', showRules(deps)),
    get('/logg/granskare', showOfficers(deps)),
    get('/logg/statistik', showStatistics(deps)),
    post('/logg/kedja/kontroll', startCheck(deps)),
    get('/logg/kedja/handelser', followCheck(deps)),
  ]
}
