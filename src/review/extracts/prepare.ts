import type { Caller } from '../../access/caller.ts'
import { logIds } from '../../access/log-ids.ts'
import { isRefused, type Outcome } from '../../access/outcome.ts'
import { failed, invalidRequest } from '../../access/refusals.ts'
import { leafHash } from '../../atkomstlogg/merkle.ts'
import type { Signer } from '../../atkomstlogg/note.ts'
import type { PersonSelection } from '../../atkomstlogg/person-records.ts'
import { showsProtection } from '../../atkomstlogg/protection.ts'
import type { StoredRecord } from '../../atkomstlogg/record.ts'
import { canonical } from '../../mapping/canonical.ts'
import type { Mirror } from '../../mirror/mirror.ts'
import { daysAfter, swedishDate } from '../../platform/stockholm-time.ts'
import { avtalInForce } from '../../policy/decide.ts'
import type { Policy, StaffShown } from '../../policy/policy.ts'
import { newId } from '../../policy/tillstand/request-tillstand.ts'
import { beginReview, type ReviewDeps, reviewRecords, type ReviewStep } from '../officers.ts'
import { organisationOf, type Processor } from '../processor/processor.ts'
import { entryOf } from './entry.ts'
import { type ExtractStore, MOST_RECORDS } from './extract.ts'
import type { LogPart, Utdragsbegaran, Utdragssvar } from './extract-schema.ts'
import { signExtract } from './signature.ts'

/** What an extract reads of the access logs. */
export interface ExtractLog {
  /** Name of the installation. */
  readonly origin: string
  recordsOfPerson(log: string, selection: PersonSelection): Promise<readonly StoredRecord[]>
  /** Of each record canonical JSON `{ bevis, checkpoint, post, … }`, all under one checkpoint. */
  prove(log: string, numbers: readonly number[]): Promise<readonly string[]>
  readonly signer: Signer
}

export interface ExtractDeps extends ReviewDeps {
  readonly extracts: ExtractStore
  readonly extractLog: ExtractLog
  readonly mirror: Mirror
  readonly processor: Processor
}

interface FoundPart {
  readonly logg: string
  readonly records: readonly StoredRecord[]
}

/**
 * Prepares what the logs of the officer say about one person. An officer without the right to see what tells protection gets, of a
 * person whom that concerns, what they would get of somebody whom no log names; only the content is empty, and every step is
 * the same. Nothing leaves yet.
 */
export function createPrepareExtract(deps: ExtractDeps) {
  const { keys, policy, extracts, extractLog } = deps

  return async (request: Utdragsbegaran, caller: Caller): Promise<Outcome<Utdragssvar>> => {
    const step = beginReview(deps, caller, { ...request, handelse: 'utdrag' })
    if (isRefused(step)) return step
    const { grounds, logs } = step
    const { fran = null, till = null, arende = null } = request
    if (fran !== null && till !== null && till < fran)
      return invalidRequest(keys, grounds, [{ pekare: '/till', regel: 'är före den första dagen' }])
    const { personRef, personnummer } = grounds
    if (personRef === null || personnummer === null) throw new Error('an extract is about a person')
    try {
      const found = await find(deps, step, { personRef, fran, till })
      const count = found.parts.reduce((sum, { records }) => sum + records.length, 0)
      if (count > MOST_RECORDS)
        return invalidRequest(keys, grounds, [
          { pekare: '/fran', regel: `ger fler än ${String(MOST_RECORDS)} åtkomster: dela upp perioden` },
        ])
      const extractId = newId(grounds.tid)
      return {
        poster: reviewRecords(keys, step, {
          orsak: 'utdrag-forberett',
          utfall: 'tomt',
          detaljer: { utdrag: extractId, loggar: logs, ...(fran && { fran }), ...(till && { till }) },
        }),
        body: async (places) => {
          const parts: LogPart[] = []
          for (const part of found.parts) parts.push(await partOf(deps, part, staffOf(policy, part.logg, grounds.tid)))
          const content = {
            ...{ utdragId: extractId, skapat: grounds.tid.toISOString(), personnummer, arende },
            ...{ period: { fran, till }, delar: parts },
          }
          const { utfardare, slutanvandare, klient } = caller
          const { giltigTill } = await extracts.prepare(
            {
              ...{ extractId, utfardare, slutanvandare, klient, personRef, arende, fran, till },
              ...{ protectedPerson: found.protectedPerson, loggar: logs },
            },
            signExtract(extractLog.origin, content, extractLog.signer),
          )
          return {
            ...{ utdragId: extractId, status: 'forberett', loggar: [...logs] },
            ...{ giltigTill: giltigTill.toISOString(), loggId: logIds(keys, places) },
          }
        },
      }
    } catch (error) {
      return failed(keys, grounds, error)
    }
  }
}

/** What is read is the same whether the person is protected or not; only then it is decided what of it counts. */
async function find(
  { extractLog, mirror }: ExtractDeps,
  { grounds, logs, officer }: ReviewStep,
  { personRef, fran, till }: { personRef: string; fran: string | null; till: string | null },
): Promise<{ readonly parts: readonly FoundPart[]; readonly protectedPerson: boolean }> {
  const selection = {
    personRef,
    // A day in Stockholm begins at most two hours before that of UTC.
    from: new Date(fran === null ? 0 : `${daysAfter(fran, -1)}T00:00:00Z`),
    to: till === null ? grounds.tid : new Date(`${daysAfter(till, 1)}T00:00:00Z`),
    limit: MOST_RECORDS + 1,
  }
  const { skyddad } = await mirror.person(personRef)
  const parts: FoundPart[] = []
  let told: boolean = skyddad
  for (const log of logs) {
    const all = await extractLog.recordsOfPerson(log, selection)
    told ||= all.some(showsProtection)
    const records = all.filter(({ atkomst }) => {
      const day = swedishDate(new Date(atkomst.tid))
      return (fran === null || fran <= day) && (till === null || day <= till)
    })
    parts.push({ logg: log, records })
  }
  const hidden = told && !officer.mayProtected
  return {
    parts: hidden ? parts.map(({ logg }) => ({ logg, records: [] })) : parts,
    protectedPerson: told && officer.mayProtected,
  }
}

async function partOf(
  { policy, processor, extractLog }: ExtractDeps,
  { logg, records }: FoundPart,
  staff: StaffShown,
): Promise<LogPart> {
  const organisation = organisationOf(processor, logg)
  const head = { logg, personuppgiftsansvarig: organisation.namn, personal: staff }
  if (records.length === 0) return { ...head, checkpoint: null, poster: [] }
  const proofs = await extractLog.prove(
    logg,
    records.map(({ nummer }) => nummer),
  )
  const names = { ...policy, bitrade: processor.bitrade.namn }
  let checkpoint: string | null = null
  const entries = records.map((record, place) => {
    const proof = JSON.parse(proofs[place] ?? '{}') as { bevis: string[]; checkpoint: string; post: StoredRecord }
    checkpoint = proof.checkpoint
    const leaf = leafHash(canonical(proof.post)).toString('base64')
    return entryOf(record, staff, names, { lov: leaf, bevis: proof.bevis })
  })
  return { ...head, checkpoint, poster: entries }
}

/** By the board's newest avtal; the processor has decided nothing of the kind for its own staff. */
function staffOf(policy: Policy, log: string, now: Date): StaffShown {
  const inForce = avtalInForce(policy, log, swedishDate(now))
  const [newest] = policy.avtal
    .filter(({ stadsdel }) => stadsdel === log)
    .sort((a, b) => (a.giltigFran < b.giltigFran ? 1 : -1))
  return (inForce ?? newest)?.utdrag?.personal ?? 'ingen'
}
