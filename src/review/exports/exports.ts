import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Caller } from '../../access/caller.ts'
import { logIds } from '../../access/log-ids.ts'
import { type ByteRange, type FileAnswer, isRefused, type Outcome, type Refusal } from '../../access/outcome.ts'
import { refusalRecords } from '../../access/records.ts'
import { invalidRequest } from '../../access/refusals.ts'
import type { Details } from '../../atkomstlogg/access.ts'
import { mayBePersonnummer } from '../../mapping/text.ts'
import { beginReview, type ReviewDeps, reviewRecords, type ReviewStep } from '../officers.ts'
import { type Export, type ExportStore, KEPT_DAYS } from './export-store.ts'
import type { Exportbegaran, Exportlista, Exportsvar } from './exports-schema.ts'
import { FORMATS } from './formats/formats.ts'

export interface ExportDeps extends ReviewDeps {
  readonly exports: ExportStore
}

const DAY_MS = 24 * 60 * 60_000
const LOOK_MS = 250
/** Why an export is asked for that may be somebody else's, or not be there. */
const BEFORE_ITS_REASON = 'export'

/** Orders an export: the records that the logs have when the order itself has been recorded. */
export function createOrderExport(deps: ExportDeps) {
  const { keys, clock, exports } = deps
  return async (body: Exportbegaran, caller: Caller): Promise<Outcome<Exportsvar>> => {
    const { skal, loggar, format, fran, till, filter = {} } = body
    const step = beginReview(deps, caller, { skal, loggar, handelse: 'export' })
    if (isRefused(step)) return step
    if (till < fran) return invalidRequest(keys, step.grounds, [{ pekare: '/till', regel: 'är före den första dagen' }])
    const exportId = newId(clock())
    const { utfardare, slutanvandare } = caller
    const choice = { format, fran, till, filter, whole: step.officer.mayProtected }
    return {
      poster: reviewRecords(keys, step, {
        orsak: 'export-bestalld',
        utfall: 'tomt',
        detaljer: { exportId, format, fran, till, ...filterDetails(filter) },
      }),
      body: async (places) =>
        answerOf(
          { loggId: logIds(keys, places), tidpunkt: step.grounds.tid.toISOString() },
          await exports.order({ ...choice, exportId, utfardare, slutanvandare, loggar: step.logs, skal }),
        ),
    }
  }
}

/** How far an ordered export has come; waits a while for its end. */
export function createFetchExport(deps: ExportDeps) {
  const { keys, exports } = deps
  return async (exportId: string, { vanta = 0 }: { vanta?: number }, caller: Caller): Promise<Outcome<Exportsvar>> => {
    const found = await begin(deps, exportId, caller)
    if (isRefused(found)) return found
    let { one } = found
    for (let waited = 0; waited < vanta * 1000 && isUnderWay(one); waited += LOOK_MS) {
      await delay(LOOK_MS)
      one = (await exports.read(exportId)) ?? one
    }
    return {
      poster: reviewRecords(keys, found.step, {
        orsak: 'export-lage',
        utfall: 'tomt',
        detaljer: { exportId, status: one.status },
      }),
      body: (places) => answerOf({ loggId: logIds(keys, places), tidpunkt: found.step.grounds.tid.toISOString() }, one),
    }
  }
}

/** What the officer has ordered, as far as each of its logs is still theirs, and the right to what it shows. */
export function createListExports(deps: ExportDeps) {
  const { keys, exports } = deps
  return async (caller: Caller): Promise<Outcome<Exportlista>> => {
    const step = beginReview(deps, caller, { skal: 'Lista över exporter', handelse: 'export' })
    if (isRefused(step)) return step
    const { logs, mayProtected } = step.officer
    const found = (await exports.list(caller)).filter(
      (one) => one.loggar.every((log) => logs.includes(log)) && (!one.whole || mayProtected),
    )
    return {
      poster: reviewRecords(keys, step, { orsak: 'export-lista', utfall: 'tomt' }),
      body: (places) => ({
        loggId: logIds(keys, places),
        tidpunkt: step.grounds.tid.toISOString(),
        exporter: found.map((one) => ({ ...stateOf(one), bestalld: one.ordered.toISOString() })),
      }),
    }
  }
}

/** The file, or the part of it that is asked for. */
export function createFetchFile(deps: ExportDeps) {
  const { keys, exports } = deps
  return async (exportId: string, range: ByteRange | undefined, caller: Caller): Promise<Outcome<FileAnswer>> => {
    const found = await begin(deps, exportId, caller)
    if (isRefused(found)) return found
    const { step, one } = found
    const { file } = one
    if (file === undefined) return refuse(deps, step, 'export-ej-klar')
    const { first, last = file.size - 1 } = range ?? { first: 0 }
    if (range !== undefined && first >= file.size) return refuse(deps, step, 'export-del')
    const end = Math.min(last + 1, file.size)
    const details: Details = {
      ...{ exportId, format: one.format, antal: file.manifest.antal },
      // Where a part begins. Not its byte: a number of ten digits could be read as a personnummer.
      ...(first > 0 || end < file.size ? { procent: Math.floor((100 * first) / file.size) } : {}),
    }
    return {
      poster: reviewRecords(keys, step, { orsak: 'export-hamtad', utfall: 'visat', detaljer: details }),
      body: (places) => ({
        name: fileName(one),
        mediaType: FORMATS[one.format].mediaType,
        loggId: logIds(keys, places),
        content: exports.bytes(one, first, end),
        length: end - first,
        ...(range === undefined ? {} : { part: { from: first, whole: file.size } }),
      }),
    }
  }
}

const REFUSALS = {
  'export-okand': { kod: 'FINNS_EJ', forklaring: 'Exporten finns inte, eller inte längre.' },
  'export-ej-klar': { kod: 'KONFLIKT', forklaring: 'Filen är inte klar.' },
  'export-del': { kod: 'BEGARAN_OGILTIG', status: 416, forklaring: 'Filen har inte den del som begärs.' },
} as const satisfies Record<string, Refusal['refused']>

const refuse = ({ keys }: ExportDeps, { grounds }: ReviewStep, cause: keyof typeof REFUSALS): Refusal => ({
  refused: REFUSALS[cause],
  poster: refusalRecords(keys, grounds, 'nekat', cause),
})

/**
 * An export is its orderer's, as long as each of its logs is, and the right to what it shows. Somebody else's looks like one
 * that is not there.
 */
async function begin(
  deps: ExportDeps,
  exportId: string,
  caller: Caller,
): Promise<{ readonly step: ReviewStep; readonly one: Export } | Refusal> {
  const asked = beginReview(deps, caller, { skal: BEFORE_ITS_REASON, handelse: 'export' })
  if (isRefused(asked)) return asked
  const one = await deps.exports.read(exportId)
  const own = one !== undefined && one.utfardare === caller.utfardare && one.slutanvandare === caller.slutanvandare
  if (!own || (one.whole && !asked.officer.mayProtected)) return refuse(deps, asked, 'export-okand')
  const step = beginReview(deps, caller, { skal: one.skal, loggar: one.loggar, handelse: 'export' })
  return isRefused(step) ? step : { step, one }
}

const isUnderWay = ({ status }: Export): boolean => status === 'vantar' || status === 'pagar'

const answerOf = (beginning: Pick<Exportsvar, 'loggId' | 'tidpunkt'>, one: Export): Exportsvar => ({
  ...beginning,
  ...stateOf(one),
  ...(one.file === undefined ? {} : { manifest: one.file.manifest }),
})

function stateOf(one: Export): Omit<Exportsvar, 'loggId' | 'tidpunkt' | 'manifest'> {
  const { exportId, format, loggar, fran, till, status, percent, ordered, file } = one
  return {
    ...{ exportId, format, fran, till, status, procent: percent },
    loggar: [...loggar],
    kanHamtasTill: new Date(ordered.getTime() + KEPT_DAYS * DAY_MS).toISOString(),
    ...(file === undefined
      ? {}
      : {
          fil: {
            namn: fileName(one),
            mediatyp: FORMATS[format].mediaType,
            langd: file.size,
            sha256: file.sha256,
          },
        }),
  }
}

/** Letters between the dates: figures of two could be read as a personnummer. */
function fileName({ loggar, fran, till, format }: Export): string {
  const [first = ''] = loggar
  const logs = loggar.length === 1 ? first : `${loggar.length}-loggar`
  return `atkomster-${logs}-fran-${fran}-till-${till}.${FORMATS[format].ending}`
}

/** What was chosen by, as far as it is of the hub's own words or has passed the gate. */
const filterDetails = (filter: NonNullable<Exportbegaran['filter']>): Details =>
  Object.fromEntries(Object.entries(filter).map(([name, value]) => [`filter.${name}`, value]))

/** It stands in addresses. */
function newId(now: Date): string {
  const id = randomUUID()
  return mayBePersonnummer(id, now) ? newId(now) : id
}
