import * as arendeSchemas from '../../cases/arende-schema.ts'
import { SHOWN_BY_NAME } from '../../mapping/item-schemas.ts'
import * as tillstandSchemas from '../../policy/tillstand/tillstand-schema.ts'
import * as alertSchemas from '../../review/alerts/alerts-schema.ts'
import * as chainSchemas from '../../review/chain/chain-schema.ts'
import * as exportSchemas from '../../review/exports/exports-schema.ts'
import * as extractSchemas from '../../review/extracts/extract-schema.ts'
import * as boardSchemas from '../../review/follow-up/board-schema.ts'
import * as sampleSchemas from '../../review/follow-up/sample-schema.ts'
import * as governingSchemas from '../../review/processor/governing-schema.ts'
import * as recordSchemas from '../../review/record/record-schema.ts'
import * as hoursSchemas from '../../review/search/hours-schema.ts'
import * as searchSchemas from '../../review/search/search-schema.ts'
import * as timelineSchemas from '../../review/search/timeline-schema.ts'
import * as handlaggareSchemas from '../../uppslag/handlaggare/handlaggare-schema.ts'
import * as statisticsSchemas from '../../uppslag/statistics/statistics-schema.ts'
import * as uppslagSchemas from '../../uppslag/uppslag-schema.ts'
import { acknowledgeAlert, listAlerts } from './alerts.ts'
import * as info from './api-info.ts'
import { chooseCategory, fetchArende, reportArende } from './arenden.ts'
import { fetchReviewStatistics, tryRules } from './board.ts'
import { checkChain, fetchChain } from './chain.ts'
import type { AnyContract } from './contract.ts'
import { fetchExport, fetchExportFile, listExports, orderExport } from './exports.ts'
import { decideExtract, fetchExtract, listExtracts, prepareExtract, previewExtract, showExtract } from './extracts.ts'
import { fetchFaktura } from './fakturor.ts'
import { closeSample, drawSample, fetchReport, fetchSample, judgeItem, listSamples } from './follow-up.ts'
import {
  fetchMatrix,
  fetchProcessingRecord,
  fetchReceipt,
  listAvtal,
  listPolicyChanges,
  showMatrix,
  showProcessingRecord,
} from './governing.ts'
import { listHandlaggare } from './handlaggare.ts'
import { fetchHours, readTimeline, searchLog } from './log-search.ts'
import { explainPolicy, listAndamal } from './policy.ts'
import { openNumber, showRecord } from './record.ts'
import { fetchUppslagStatistics } from './statistics.ts'
import { decideTillstand, listOwnTillstand, listTillstand, requestTillstand, reviewTillstand } from './tillstand.ts'
import { performUppslag } from './uppslag.ts'

/** Every contract. The published document is built from these, and operations.ts must implement exactly these. */
export const CONTRACTS: readonly AnyContract[] = [
  performUppslag,
  reportArende,
  chooseCategory,
  fetchArende,
  fetchFaktura,
  listHandlaggare,
  fetchUppslagStatistics,
  listAlerts,
  acknowledgeAlert,
  showRecord,
  openNumber,
  searchLog,
  readTimeline,
  fetchHours,
  fetchChain,
  checkChain,
  requestTillstand,
  decideTillstand,
  listTillstand,
  listOwnTillstand,
  reviewTillstand,
  explainPolicy,
  listAndamal,
  prepareExtract,
  listExtracts,
  showExtract,
  previewExtract,
  decideExtract,
  fetchExtract,
  tryRules,
  drawSample,
  listSamples,
  fetchSample,
  judgeItem,
  closeSample,
  fetchReport,
  fetchReviewStatistics,
  orderExport,
  listExports,
  fetchExport,
  fetchExportFile,
  listAvtal,
  fetchReceipt,
  showMatrix,
  fetchMatrix,
  listPolicyChanges,
  showProcessingRecord,
  fetchProcessingRecord,
]

/** Modules whose exported object schemas are published under their export names. */
export const SCHEMA_MODULES: readonly Readonly<Record<string, unknown>>[] = [
  uppslagSchemas,
  SHOWN_BY_NAME,
  arendeSchemas,
  handlaggareSchemas,
  statisticsSchemas,
  alertSchemas,
  recordSchemas,
  searchSchemas,
  timelineSchemas,
  hoursSchemas,
  chainSchemas,
  tillstandSchemas,
  extractSchemas,
  sampleSchemas,
  boardSchemas,
  exportSchemas,
  governingSchemas,
  info,
]
