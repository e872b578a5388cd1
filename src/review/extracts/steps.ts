import type { Caller } from '../../access/caller.ts'
import { logIds } from '../../access/log-ids.ts'
import { type FileAnswer, isRefused, type Outcome, type Refusal } from '../../access/outcome.ts'
import { refusalRecords } from '../../access/records.ts'
import { failed } from '../../access/refusals.ts'
import type { Details } from '../../atkomstlogg/access.ts'
import { canonical } from '../../mapping/canonical.ts'
import { beginReview, reviewRecords, type ReviewStep } from '../officers.ts'
import { writePdf } from '../pdf/document.ts'
import type { DecisionObstacle, ExtractRow } from './extract.ts'
import { extractDocument } from './extract-document.ts'
import type {
  ExtractFile,
  ExtractQuery,
  Utdragsbeslut,
  Utdragsbeslutssvar,
  Utdragsfil,
  Utdragslage,
  Utdragslista,
} from './extract-schema.ts'
import type { ExtractDeps } from './prepare.ts'

/** For those who decide and those who hand over. */
export function createListExtracts(deps: ExtractDeps) {
  const { keys, extracts } = deps

  return async ({ status, limit = 20, page = 1 }: ExtractQuery, caller: Caller): Promise<Outcome<Utdragslista>> => {
    const step = beginReview(deps, caller, { skal: 'Lista över loggutdrag', handelse: 'utdrag' })
    if (isRefused(step)) return step
    try {
      const found = await extracts.list(step.officer, { status, limit, page })
      const shown = found.slice(0, limit)
      return {
        poster: reviewRecords(keys, step, { orsak: 'utdrag-lista', utfall: shown.length > 0 ? 'visat' : 'tomt' }),
        body: (places) => ({
          utdrag: shown.map(listed),
          ...{ page, limit, fler: found.length > limit, loggId: logIds(keys, places) },
        }),
      }
    } catch (error) {
      return failed(keys, step.grounds, error)
    }
  }
}

/** How far one extract has come; says nothing of what it holds. */
export function createShowExtract(deps: ExtractDeps) {
  const { keys, extracts } = deps

  return async (extractId: string, caller: Caller): Promise<Outcome<Utdragslage>> => {
    const step = beginReview(deps, caller, { skal: 'Läget för ett loggutdrag', handelse: 'utdrag' })
    if (isRefused(step)) return step
    try {
      const row = await extracts.find(extractId, step.officer)
      if (row === undefined) return refuse(deps, step, 'finns-ej')
      const concerned = { ...step, logs: row.loggar }
      return {
        poster: reviewRecords(keys, concerned, {
          orsak: 'utdrag-lage',
          utfall: 'visat',
          detaljer: { utdrag: extractId },
        }),
        body: (places) => ({ utdrag: listed(row), loggId: logIds(keys, places) }),
      }
    } catch (error) {
      return failed(keys, step.grounds, error)
    }
  }
}

function listed(row: ExtractRow): Utdragslista['utdrag'][number] {
  const { extractId, status, loggar, arende, utfardare, slutanvandare, beslut } = row
  return {
    ...{ utdragId: extractId, status, loggar: [...loggar], arende, utfardare, slutanvandare },
    begart: row.begart.toISOString(),
    giltigTill: row.giltigTill.toISOString(),
    beslut:
      beslut === null
        ? null
        : {
            ...{ utfall: beslut.utfall, utfardare: beslut.utfardare, av: beslut.slutanvandare },
            ...{ kommentar: beslut.kommentar, tid: beslut.tid.toISOString() },
          },
  }
}

/** The very file that would be handed over, and that it was seen by this officer. */
export function createPreviewExtract(deps: ExtractDeps) {
  return async (extractId: string, { skal, format }: Utdragsfil, caller: Caller): Promise<Outcome<FileAnswer>> => {
    const opened = await openExtract(deps, extractId, skal, caller)
    if (isRefused(opened)) return opened
    return {
      poster: recordsOf(deps, opened, 'utdrag-forhandsgranskat', { format }),
      body: async (places) => {
        await deps.extracts.notePreview(extractId, caller)
        return fileOf(deps, opened.file, { format, preview: true, loggId: logIds(deps.keys, places) })
      },
    }
  }
}

export function createDecideExtract(deps: ExtractDeps) {
  const { keys, extracts } = deps

  return async (
    extractId: string,
    { skal, beslut, kommentar }: Utdragsbeslut,
    caller: Caller,
  ): Promise<Outcome<Utdragsbeslutssvar>> => {
    const opened = await openExtract(deps, extractId, skal, caller)
    if (isRefused(opened)) return opened
    try {
      const obstacle = await extracts.obstacleToDecision(extractId, beslut, caller)
      if (obstacle !== undefined) return refuse(deps, opened.step, obstacle)
      return {
        poster: recordsOf(deps, opened, beslut === 'lamna-ut' ? 'utdrag-utlamnat' : 'utdrag-avvisat'),
        body: async (places) => {
          const { utfardare, slutanvandare } = caller
          const decision = { utfall: beslut, utfardare, slutanvandare, kommentar }
          const { giltigTill } = await extracts.decide(opened.row, decision)
          return {
            utdragId: extractId,
            status: beslut === 'lamna-ut' ? 'utlamnat' : 'avvisat',
            giltigTill: giltigTill.toISOString(),
            loggId: logIds(keys, places),
          }
        },
      }
    } catch (error) {
      return failed(keys, opened.step.grounds, error)
    }
  }
}

export function createFetchExtract(deps: ExtractDeps) {
  return async (extractId: string, { skal, format }: Utdragsfil, caller: Caller): Promise<Outcome<FileAnswer>> => {
    const opened = await openExtract(deps, extractId, skal, caller)
    if (isRefused(opened)) return opened
    if (opened.row.status !== 'utlamnat') return refuse(deps, opened.step, 'ej-utlamnat')
    return {
      poster: recordsOf(deps, opened, 'utdrag-hamtat', { format }),
      body: (places) => fileOf(deps, opened.file, { format, preview: false, loggId: logIds(deps.keys, places) }),
    }
  }
}

type Obstacle = DecisionObstacle | 'ej-utlamnat' | 'finns-ej'

const REFUSALS: Readonly<Record<Obstacle, Refusal['refused']>> = {
  'finns-ej': { kod: 'FINNS_EJ', forklaring: 'Utdraget finns inte bland dem som du kan se, eller har tagits bort.' },
  eget: { kod: 'ATKOMST_NEKAD', forklaring: 'Någon annan än den som förberedde utdraget måste lämna ut det.' },
  'ej-granskat': { kod: 'KONFLIKT', forklaring: 'Förhandsgranska utdraget innan du lämnar ut det.' },
  konflikt: { kod: 'KONFLIKT', forklaring: 'Det är redan beslutat om utdraget.' },
  'ej-utlamnat': { kod: 'KONFLIKT', forklaring: 'Utdraget är inte utlämnat.' },
}

function refuse({ keys }: ExtractDeps, { grounds }: ReviewStep, obstacle: Obstacle): Refusal {
  return { refused: REFUSALS[obstacle], poster: refusalRecords(keys, grounds, 'nekat', `utdrag-${obstacle}`) }
}

interface Opened {
  readonly step: ReviewStep
  readonly row: ExtractRow
  readonly file: ExtractFile
}

/** The beginning of every step with one extract: it concerns the logs that it is of, and the person whom it is about. */
async function openExtract(
  deps: ExtractDeps,
  extractId: string,
  reason: string,
  caller: Caller,
): Promise<Opened | Refusal> {
  const step = beginReview(deps, caller, { skal: reason, handelse: 'utdrag' })
  if (isRefused(step)) return step
  try {
    const row = await deps.extracts.find(extractId, step.officer)
    if (row === undefined) return refuse(deps, step, 'finns-ej')
    const file = await deps.extracts.content(row)
    const { personnummer } = file.utdrag
    const grounds = { ...step.grounds, personnummer, personRef: row.personRef, arende: row.arende }
    return { step: { ...step, grounds, logs: row.loggar }, row, file }
  } catch (error) {
    return failed(deps.keys, step.grounds, error)
  }
}

const recordsOf = ({ keys }: ExtractDeps, { step, row }: Opened, cause: string, details: Details = {}) =>
  reviewRecords(keys, step, {
    orsak: cause,
    utfall: cause === 'utdrag-hamtat' || cause === 'utdrag-forhandsgranskat' ? 'visat' : 'tomt',
    detaljer: { utdrag: row.extractId, ...details },
  })

async function fileOf(
  { processor }: ExtractDeps,
  file: ExtractFile,
  { format, preview, loggId }: { format: Utdragsfil['format']; preview: boolean; loggId: readonly string[] },
): Promise<FileAnswer> {
  const name = `loggutdrag-${file.utdrag.skapat.slice(0, 10)}${preview ? '-forhandsgranskning' : ''}.${format}`
  if (format === 'json')
    return { name, mediaType: 'application/json', loggId, content: Buffer.from(`${canonical(file)}\n`) }
  const content = await writePdf(extractDocument(file.utdrag, processor, preview))
  return { name, mediaType: 'application/pdf', loggId, content }
}
