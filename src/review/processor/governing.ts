import type { Caller } from '../../access/caller.ts'
import { logIds } from '../../access/log-ids.ts'
import { type FileAnswer, isRefused, type Outcome, type Refusal } from '../../access/outcome.ts'
import { refusalRecords } from '../../access/records.ts'
import { failed } from '../../access/refusals.ts'
import { OWN_LOG } from '../../atkomstlogg/access.ts'
import type { AvtalState, ReceiptText } from '../../avtal/avtal-state.ts'
import type { PolicyChange } from '../../avtal/policy-changes.ts'
import { receiptFile } from '../../avtal/receipt-files.ts'
import { swedishDate } from '../../platform/stockholm-time.ts'
import { beginReview, type ReviewDeps, reviewRecords, type ReviewStep } from '../officers.ts'
import { writePdf } from '../pdf/document.ts'
import type { Andringslista, Avtalslista, Behandlingsregister, DayQuery, Tittbehorighet } from './governing-schema.ts'
import { matrixDocument, matrixOf } from './matrix.ts'
import { changeInWords } from './policy-change.ts'
import { processingDocument, processingRecord } from './processing-record.ts'
import type { Processor } from './processor.ts'

/** What has begun and ended with the agreements, and which policies have been in use. */
export interface Governance {
  avtal(today: string): Promise<AvtalState>
  /** Of an ending; undefined while it is not done. */
  receipt(endingId: number): Promise<ReceiptText | undefined>
  policyChanges(): Promise<readonly PolicyChange[]>
}

export interface GoverningDeps extends ReviewDeps {
  readonly governance: Governance
  readonly processor: Processor
}

const REFUSALS = {
  'kvitto-okant': {
    kod: 'FINNS_EJ',
    forklaring: 'Kvittot finns inte, eller gäller en nämnd vars logg du inte granskar.',
  },
} as const satisfies Record<string, Refusal['refused']>

/** The agreements of the boards whose logs are the officer's, and how far their endings have come. */
export function createListAvtal(deps: GoverningDeps) {
  const { keys, policy, governance } = deps

  return async (caller: Caller): Promise<Outcome<Avtalslista>> => {
    const step = beginReview(deps, caller, { skal: 'avtal' })
    if (isRefused(step)) return step
    const { grounds, officer } = step
    try {
      const { avtal, end } = await governance.avtal(swedishDate(grounds.tid))
      const endings: Avtalslista['avslut'] = []
      for (const one of end) {
        if (!officer.logs.includes(one.stadsdel)) continue
        const receipt = one.done === null ? undefined : await governance.receipt(one.id)
        endings.push({
          avslutId: one.id,
          stadsdel: one.stadsdel,
          diarienummer: one.avtal,
          upphorde: one.ended,
          mangder: [...one.mangder],
          efterfoljare: one.successor,
          paborjat: one.begun.toISOString(),
          nycklarForstorda: one.keysDestroyed?.toISOString() ?? null,
          gallrat: one.purged?.toISOString() ?? null,
          kvarIArenden: one.leftInArenden ?? null,
          klart: one.done?.toISOString() ?? null,
          nyckel: receipt?.vkey ?? null,
        })
      }
      return {
        poster: reviewRecords(keys, step, { orsak: 'avtal-lista', utfall: 'visat' }),
        body: (places) => ({
          loggId: logIds(keys, places),
          tidpunkt: grounds.tid.toISOString(),
          avtal: avtal
            .filter(({ stadsdel }) => officer.logs.includes(stadsdel))
            .map((one) => ({
              stadsdel: one.stadsdel,
              diarienummer: one.diarienummer,
              giltigFran: one.giltigFran,
              giltigTill: one.giltigTill ?? null,
              galler: one.galler,
              mangder: [...one.mangder],
              andamal: [...(policy.avtal.find((other) => sameAvtal(other, one))?.andamal ?? [])],
              nycklar: one.keys.length,
            })),
          avslut: endings,
        }),
      }
    } catch (error) {
      return failed(keys, grounds, error)
    }
  }
}

interface NamedAvtal {
  readonly stadsdel: string
  readonly diarienummer: string
  readonly giltigFran: string
}

const sameAvtal = (one: NamedAvtal, another: NamedAvtal): boolean =>
  one.stadsdel === another.stadsdel &&
  one.diarienummer === another.diarienummer &&
  one.giltigFran === another.giltigFran

/** The signed receipt of an ending, as the board gets it. */
export function createFetchReceipt(deps: GoverningDeps) {
  const { keys, governance } = deps

  return async (endingId: number, caller: Caller): Promise<Outcome<FileAnswer>> => {
    const asked = beginReview(deps, caller, { skal: 'avtalskvitto' })
    if (isRefused(asked)) return asked
    try {
      const { end } = await governance.avtal(swedishDate(asked.grounds.tid))
      const ending = end.find(({ id, stadsdel }) => id === endingId && asked.officer.logs.includes(stadsdel))
      const receipt = ending === undefined ? undefined : await governance.receipt(endingId)
      if (ending === undefined || receipt === undefined)
        return {
          refused: REFUSALS['kvitto-okant'],
          poster: refusalRecords(keys, asked.grounds, 'nekat', 'kvitto-okant'),
        }
      return {
        poster: reviewRecords(
          keys,
          { ...asked, logs: [ending.stadsdel] },
          { orsak: 'avtalskvitto', utfall: 'visat', detaljer: { avslut: endingId } },
        ),
        body: (places) => ({
          name: `kvitto-${receiptFile(ending)}`,
          mediaType: 'text/plain',
          content: Buffer.from(receipt.text),
          loggId: logIds(keys, places),
        }),
      }
    } catch (error) {
      return failed(keys, asked.grounds, error)
    }
  }
}

/** Who may be shown what of one board's data on a day. */
export function createShowMatrix(deps: GoverningDeps) {
  const { keys, policy } = deps

  return async (stadsdel: string, { datum }: DayQuery, caller: Caller): Promise<Outcome<Tittbehorighet>> => {
    const step = beginReview(deps, caller, { skal: 'tittbehörighet', loggar: [stadsdel] })
    if (isRefused(step)) return step
    const { avtal, rader, ...matrix } = matrixOf(policy, stadsdel, datum ?? swedishDate(step.grounds.tid))
    return {
      poster: reviewRecords(keys, step, { orsak: 'tittbehorighet', utfall: 'visat', detaljer: dayOf(matrix) }),
      body: (places) => ({
        loggId: logIds(keys, places),
        ...matrix,
        avtal: avtal && { ...avtal, giltigTill: avtal.giltigTill ?? null },
        rader: rader.map((row) => ({ ...row, falt: [...row.falt] })),
      }),
    }
  }
}

/** The same as a PDF for the board to sign. */
export function createMatrixFile(deps: GoverningDeps) {
  const { keys, policy, processor } = deps

  return async (stadsdel: string, { datum }: DayQuery, caller: Caller): Promise<Outcome<FileAnswer>> => {
    const step = beginReview(deps, caller, { skal: 'tittbehörighet', loggar: [stadsdel] })
    if (isRefused(step)) return step
    const matrix = matrixOf(policy, stadsdel, datum ?? swedishDate(step.grounds.tid))
    return {
      poster: reviewRecords(keys, step, { orsak: 'tittbehorighet-fil', utfall: 'visat', detaljer: dayOf(matrix) }),
      body: async (places) => ({
        name: `tittbehorighet-${stadsdel}.pdf`,
        mediaType: 'application/pdf',
        content: await writePdf(matrixDocument(policy, processor, matrix)),
        loggId: logIds(keys, places),
      }),
    }
  }
}

const dayOf = ({ datum, policyversion }: { readonly datum: string; readonly policyversion: string }) => ({
  datum,
  policyversion,
})

/** Every policy that has been in use, newest first, with what it opened and closed. */
export function createListPolicyChanges(deps: GoverningDeps) {
  const { keys, governance } = deps
  // What a policy changed when it was taken into use does not change.
  const known = new Map<string, ReturnType<typeof changeInWords>>()

  function inWords(change: PolicyChange) {
    const key = `${change.since.toISOString()} ${change.after.version}`
    const words = known.get(key) ?? changeInWords(change)
    known.set(key, words)
    return words
  }

  return async (caller: Caller): Promise<Outcome<Andringslista>> => {
    const step = beginReview(deps, caller, { skal: 'policyändringar' })
    if (isRefused(step)) return step
    try {
      const changes = (await governance.policyChanges()).map(inWords).reverse()
      return {
        poster: reviewRecords(keys, step, { orsak: 'policyandringar', utfall: 'visat' }),
        body: (places) => ({
          loggId: logIds(keys, places),
          tidpunkt: step.grounds.tid.toISOString(),
          andringar: changes,
        }),
      }
    } catch (error) {
      return failed(keys, step.grounds, error)
    }
  }
}

/** The processor's record of processing (GDPR article 30.2), of the officer's boards; whoever reads the processor's own log sees all. */
export function createShowProcessingRecord(deps: GoverningDeps) {
  const { keys } = deps

  return async ({ datum }: DayQuery, caller: Caller): Promise<Outcome<Behandlingsregister>> => {
    const step = beginReview(deps, caller, { skal: 'behandlingsregister' })
    if (isRefused(step)) return step
    const record = recordOf(deps, step, datum)
    return {
      poster: reviewRecords(keys, step, { orsak: 'behandlingsregister', utfall: 'visat', detaljer: dayOf(record) }),
      body: (places) => ({
        loggId: logIds(keys, places),
        ...record,
        kategorier: [...record.kategorier],
        ansvariga: record.ansvariga.map((one) => ({ ...one, andamal: [...one.andamal], mangder: [...one.mangder] })),
        underbitraden: [...record.underbitraden],
        overforingar: [...record.overforingar],
        sakerhetsatgarder: [...record.sakerhetsatgarder],
      }),
    }
  }
}

export function createProcessingRecordFile(deps: GoverningDeps) {
  const { keys } = deps

  return async ({ datum }: DayQuery, caller: Caller): Promise<Outcome<FileAnswer>> => {
    const step = beginReview(deps, caller, { skal: 'behandlingsregister' })
    if (isRefused(step)) return step
    const record = recordOf(deps, step, datum)
    return {
      poster: reviewRecords(keys, step, { orsak: 'behandlingsregister-fil', utfall: 'visat', detaljer: dayOf(record) }),
      body: async (places) => ({
        name: 'behandlingsregister.pdf',
        mediaType: 'application/pdf',
        content: await writePdf(processingDocument(record)),
        loggId: logIds(keys, places),
      }),
    }
  }
}

function recordOf({ policy, processor }: GoverningDeps, { grounds, officer }: ReviewStep, day: string | undefined) {
  const record = processingRecord(policy, processor, day ?? swedishDate(grounds.tid))
  if (officer.logs.includes(OWN_LOG)) return record
  return { ...record, ansvariga: record.ansvariga.filter(({ stadsdel }) => officer.logs.includes(stadsdel)) }
}
