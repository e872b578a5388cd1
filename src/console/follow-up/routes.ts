import type { PageAnswer, PageRoute, Visit } from '../frame/visit.ts'
import type { FollowUpPagesDeps } from './deps.ts'
import { askDryRun, showDryRun, showDryRunResult } from './dry-run.tsx'
import { exportEvents, fetchFile as fetchExportFile, order, showExport, showExports } from './exports.tsx'
import { askPreview, decide, fetchFile, prepare, showExtracts, showOne, showPreview } from './extracts.tsx'
import {
  fetchMatrixFile,
  fetchReceiptFile,
  fetchRegisterFile,
  showAvtal,
  showChanges,
  showMatrixPage,
  showRegister,
} from './governing.tsx'
import { showRules } from './rules.tsx'
import { close, draw, fetchProtocol, judge, showDraw, showMonths, showSample } from './samples.tsx'
import { showStatistics } from './statistics.tsx'

type Handle = (visit: Visit) => Promise<PageAnswer>

const get = (path: string, handle: Handle): PageRoute => ({ method: 'get', path, area: 'logg', handle })
const post = (path: string, handle: Handle): PageRoute => ({ method: 'post', path, area: 'logg', handle })

/** Follow-up, extracts, exports, agreements and tittbehörighet: the officer's pages beside the search. */
export const followUpRoutes = (deps: FollowUpPagesDeps): readonly PageRoute[] => [
  get('/logg/uppfoljning', showMonths(deps)),
  get('/logg/uppfoljning/regler', showRules(deps)),
  get('/logg/uppfoljning/statistik', showStatistics(deps)),
  get('/logg/uppfoljning/dra', showDraw(deps)),
  post('/logg/uppfoljning/dra', draw(deps)),
  get('/logg/uppfoljning/provkorning', showDryRun(deps)),
  post('/logg/uppfoljning/provkorning', askDryRun(deps)),
  get('/logg/uppfoljning/provkorning/:id', showDryRunResult(deps)),
  get('/logg/uppfoljning/:urvalId', showSample(deps)),
  post('/logg/uppfoljning/:urvalId/bedomning', judge(deps)),
  post('/logg/uppfoljning/:urvalId/avslut', close(deps)),
  get('/logg/uppfoljning/:urvalId/protokoll', fetchProtocol()),
  get('/logg/utdrag', (visit) => showExtracts(deps)(visit)),
  post('/logg/utdrag', prepare(deps)),
  get('/logg/utdrag/:utdragId', (visit) => showOne(deps)(visit)),
  post('/logg/utdrag/:utdragId/forhandsgranskning', askPreview(deps)),
  get('/logg/utdrag/:utdragId/forhandsgranskning/:id', (visit) => showPreview(deps)(visit)),
  post('/logg/utdrag/:utdragId/beslut', decide(deps)),
  post('/logg/utdrag/:utdragId/fil', fetchFile(deps)),
  get('/logg/export', (visit) => showExports(deps)(visit)),
  post('/logg/export', order(deps)),
  get('/logg/export/:exportId', showExport(deps)),
  get('/logg/export/:exportId/handelser', exportEvents()),
  get('/logg/export/:exportId/fil', fetchExportFile()),
  get('/logg/avtal', showAvtal(deps)),
  get('/logg/avtal/register', showRegister(deps)),
  get('/logg/avtal/register/fil', fetchRegisterFile()),
  get('/logg/avtal/kvitto/:avslutId', fetchReceiptFile()),
  get('/logg/matris', showMatrixPage(deps)),
  get('/logg/matris/fil', fetchMatrixFile()),
  get('/logg/matris/andringar', showChanges(deps)),
]
