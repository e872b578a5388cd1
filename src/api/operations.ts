import { createFetchArende } from '../cases/arende-state.ts'
import { createChooseCategory } from '../cases/choose-category.ts'
import { type ArendeDeps, createArende } from '../cases/report-arende.ts'
import { createDecideTillstand, createReviewTillstand } from '../policy/tillstand/decide-tillstand.ts'
import { createListTillstand } from '../policy/tillstand/list-tillstand.ts'
import { createRequestTillstand } from '../policy/tillstand/request-tillstand.ts'
import type { TillstandStore } from '../policy/tillstand/tillstand.ts'
import { type AlertDeps, createAcknowledgeAlert, createAlerts } from '../review/alerts/alerts.ts'
import { type ChainDeps, createCheckChain, createFetchChain } from '../review/chain/chain.ts'
import {
  createFetchExport,
  createFetchFile,
  createListExports,
  createOrderExport,
  type ExportDeps,
} from '../review/exports/exports.ts'
import { createPrepareExtract, type ExtractDeps } from '../review/extracts/prepare.ts'
import {
  createDecideExtract,
  createFetchExtract,
  createListExtracts,
  createPreviewExtract,
  createShowExtract,
} from '../review/extracts/steps.ts'
import { createBoardStatistics } from '../review/follow-up/board-statistics.ts'
import { createDryRun } from '../review/follow-up/dry-run.ts'
import type { FollowUpDeps } from '../review/follow-up/follow-up-steps.ts'
import { createDrawSample, createFetchSample, createListSamples } from '../review/follow-up/samples.ts'
import { createClose, createJudge, createReport } from '../review/follow-up/verdicts.ts'
import * as governing from '../review/processor/governing.ts'
import type { RecordDeps } from '../review/record/named-record.ts'
import { createOpenNumber } from '../review/record/open-number.ts'
import { createShowRecord } from '../review/record/show-record.ts'
import { createHours, type HoursDeps } from '../review/search/hours.ts'
import { createSearch } from '../review/search/search.ts'
import { createTimeline, type TimelineDeps } from '../review/search/timeline.ts'
import { createListAndamal } from '../uppslag/andamal.ts'
import { createExplanation } from '../uppslag/explanation.ts'
import { createFaktura } from '../uppslag/faktura.ts'
import { createHandlaggare, type HandlaggareDeps } from '../uppslag/handlaggare/handlaggare.ts'
import { createStatistics, type StatisticsDeps } from '../uppslag/statistics/statistics.ts'
import { createUppslag, type UppslagDeps } from '../uppslag/uppslag.ts'
import { acknowledgeAlert, listAlerts } from './contracts/alerts.ts'
import { chooseCategory, fetchArende, reportArende } from './contracts/arenden.ts'
import { fetchReviewStatistics, tryRules } from './contracts/board.ts'
import { checkChain, fetchChain } from './contracts/chain.ts'
import { fetchExport, fetchExportFile, listExports, orderExport } from './contracts/exports.ts'
import {
  decideExtract,
  fetchExtract,
  listExtracts,
  prepareExtract,
  previewExtract,
  showExtract,
} from './contracts/extracts.ts'
import { fetchFaktura } from './contracts/fakturor.ts'
import { closeSample, drawSample, fetchReport, fetchSample, judgeItem, listSamples } from './contracts/follow-up.ts'
import * as governed from './contracts/governing.ts'
import { listHandlaggare } from './contracts/handlaggare.ts'
import { fetchHours, readTimeline, searchLog } from './contracts/log-search.ts'
import { explainPolicy, listAndamal } from './contracts/policy.ts'
import { openNumber, showRecord } from './contracts/record.ts'
import { fetchUppslagStatistics } from './contracts/statistics.ts'
import {
  decideTillstand,
  listOwnTillstand,
  listTillstand,
  requestTillstand,
  reviewTillstand,
} from './contracts/tillstand.ts'
import { performUppslag } from './contracts/uppslag.ts'
import { bindFile, bindOperation, type Operation } from './operation.ts'

export interface OperationsDeps
  extends
    UppslagDeps,
    ArendeDeps,
    HandlaggareDeps,
    StatisticsDeps,
    AlertDeps,
    RecordDeps,
    TimelineDeps,
    HoursDeps,
    ChainDeps,
    FollowUpDeps,
    ExtractDeps,
    ExportDeps,
    governing.GoverningDeps {
  readonly tillstand: TillstandStore
  readonly arenden: ArendeDeps['arenden'] & UppslagDeps['arenden']
}

/** Every operation under /api/v1: its contract and its handler. */
export function createOperations(deps: OperationsDeps): readonly Operation[] {
  const uppslag = createUppslag(deps)
  const arende = createArende(deps)
  const arendeState = createFetchArende(deps)
  const choose = createChooseCategory(deps)
  const faktura = createFaktura(deps)
  const handlaggare = createHandlaggare(deps)
  const statistics = createStatistics(deps)
  const alerts = createAlerts(deps)
  const acknowledge = createAcknowledgeAlert(deps)
  const show = createShowRecord(deps)
  const open = createOpenNumber(deps)
  const search = createSearch(deps)
  const timeline = createTimeline(deps)
  const hours = createHours(deps)
  const chain = createFetchChain(deps)
  const check = createCheckChain(deps)
  const request = createRequestTillstand(deps)
  const decide = createDecideTillstand(deps)
  const review = createReviewTillstand(deps)
  const list = createListTillstand(deps)
  const listOwn = createListTillstand(deps, 'egna')
  const explanation = createExplanation(deps)
  const andamal = createListAndamal(deps)
  const extract = {
    prepare: createPrepareExtract(deps),
    list: createListExtracts(deps),
    show: createShowExtract(deps),
    preview: createPreviewExtract(deps),
    decide: createDecideExtract(deps),
    fetch: createFetchExtract(deps),
  }
  const tryOut = createDryRun(deps)
  const draw = createDrawSample(deps)
  const samples = createListSamples(deps)
  const sample = createFetchSample(deps)
  const judge = createJudge(deps)
  const close = createClose(deps)
  const report = createReport(deps)
  const boardStatistics = createBoardStatistics(deps)
  const order = createOrderExport(deps)
  const exports = createListExports(deps)
  const exportState = createFetchExport(deps)
  const exportFile = createFetchFile(deps)
  const avtal = governing.createListAvtal(deps)
  const receipt = governing.createFetchReceipt(deps)
  const matrix = governing.createShowMatrix(deps)
  const matrixFile = governing.createMatrixFile(deps)
  const policyChanges = governing.createListPolicyChanges(deps)
  const processingRecord = governing.createShowProcessingRecord(deps)
  const processingRecordFile = governing.createProcessingRecordFile(deps)
  return [
    bindOperation(performUppslag, ({ body, caller, minimal }) => uppslag(body, caller, minimal)),
    bindOperation(reportArende, ({ body, parameters, caller }) => arende(parameters.arendeId, body, caller)),
    bindOperation(chooseCategory, ({ body, parameters, caller }) => choose(parameters.arendeId, body, caller)),
    bindOperation(fetchArende, ({ parameters, caller }) => arendeState(parameters.arendeId, caller)),
    bindOperation(fetchFaktura, ({ parameters, caller }) => faktura(parameters.fakturaRef, caller)),
    bindOperation(listHandlaggare, ({ query, caller }) => handlaggare(query, caller)),
    bindOperation(fetchUppslagStatistics, ({ query, caller }) => statistics(query, caller)),
    bindOperation(listAlerts, ({ query, caller }) => alerts(query, caller)),
    bindOperation(showRecord, ({ body, caller }) => show(body, caller)),
    bindOperation(openNumber, ({ body, caller }) => open(body, caller)),
    bindOperation(acknowledgeAlert, ({ body, parameters, caller }) => acknowledge(parameters.larmId, body, caller)),
    bindOperation(searchLog, ({ body, caller }) => search(body, caller)),
    bindOperation(readTimeline, ({ body, caller }) => timeline(body, caller)),
    bindOperation(fetchHours, ({ query, caller }) => hours(query, caller)),
    bindOperation(fetchChain, ({ caller }) => chain(caller)),
    bindOperation(checkChain, ({ body, caller }) => check(body, caller)),
    bindOperation(requestTillstand, ({ body, caller }) => request(body, caller)),
    bindOperation(listTillstand, ({ query, caller }) => list(query, caller)),
    bindOperation(listOwnTillstand, ({ query, caller }) => listOwn(query, caller)),
    bindOperation(decideTillstand, ({ body, parameters, caller }) => decide(parameters.tillstandId, body, caller)),
    bindOperation(reviewTillstand, ({ body, parameters, caller }) => review(parameters.tillstandId, body, caller)),
    bindOperation(explainPolicy, ({ body, caller }) => explanation(body, caller)),
    bindOperation(listAndamal, ({ caller }) => andamal(caller)),
    bindOperation(prepareExtract, ({ body, caller }) => extract.prepare(body, caller)),
    bindOperation(listExtracts, ({ query, caller }) => extract.list(query, caller)),
    bindOperation(showExtract, ({ parameters, caller }) => extract.show(parameters.utdragId, caller)),
    bindFile(previewExtract, ({ body, parameters, caller }) => extract.preview(parameters.utdragId, body, caller)),
    bindOperation(decideExtract, ({ body, parameters, caller }) => extract.decide(parameters.utdragId, body, caller)),
    bindFile(fetchExtract, ({ body, parameters, caller }) => extract.fetch(parameters.utdragId, body, caller)),
    bindOperation(tryRules, ({ body, caller }) => tryOut(body, caller)),
    bindOperation(drawSample, ({ body, caller }) => draw(body, caller)),
    bindOperation(listSamples, ({ query, caller }) => samples(query, caller)),
    bindOperation(fetchSample, ({ parameters, caller }) => sample(parameters.urvalId, caller)),
    bindOperation(judgeItem, ({ body, parameters, caller }) => judge(parameters.urvalId, body, caller)),
    bindOperation(closeSample, ({ body, parameters, caller }) => close(parameters.urvalId, body, caller)),
    bindFile(fetchReport, ({ query, parameters, caller }) => report(parameters.urvalId, query, caller)),
    bindOperation(fetchReviewStatistics, ({ query, caller }) => boardStatistics(query, caller)),
    bindOperation(orderExport, ({ body, caller }) => order(body, caller)),
    bindOperation(listExports, ({ caller }) => exports(caller)),
    bindOperation(fetchExport, ({ parameters, query, caller }) => exportState(parameters.exportId, query, caller)),
    bindFile(fetchExportFile, ({ parameters, range, caller }) => exportFile(parameters.exportId, range, caller)),
    bindOperation(governed.listAvtal, ({ caller }) => avtal(caller)),
    bindFile(governed.fetchReceipt, ({ parameters, caller }) => receipt(parameters.avslutId, caller)),
    bindOperation(governed.showMatrix, ({ parameters, query, caller }) => matrix(parameters.stadsdel, query, caller)),
    bindFile(governed.fetchMatrix, ({ parameters, query, caller }) => matrixFile(parameters.stadsdel, query, caller)),
    bindOperation(governed.listPolicyChanges, ({ caller }) => policyChanges(caller)),
    bindOperation(governed.showProcessingRecord, ({ query, caller }) => processingRecord(query, caller)),
    bindFile(governed.fetchProcessingRecord, ({ query, caller }) => processingRecordFile(query, caller)),
  ]
}
