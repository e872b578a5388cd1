import type { Caller } from '../../access/caller.ts'
import { logIds } from '../../access/log-ids.ts'
import { isRefused, type Outcome } from '../../access/outcome.ts'
import { failed } from '../../access/refusals.ts'
import { showsProtection } from '../../atkomstlogg/protection.ts'
import type { Mirror } from '../../mirror/mirror.ts'
import type { Keys } from '../../platform/keys/keys.ts'
import { beginReview, reviewRecords, type ReviewStep, touchingProtected } from '../officers.ts'
import { isThereFor, logsOf, readNamed, type RecordDeps } from './named-record.ts'
import type { NumberStatus, Nummersvar, Postbegaran } from './record-schema.ts'
import type { PlacedRecord } from './record-store.ts'

export interface NumberDeps extends RecordDeps {
  readonly mirror: Pick<Mirror, 'person'>
}

const EXPLANATIONS: Readonly<Record<NumberStatus, string>> = {
  oppnat: 'Posten gäller personen med det här numret.',
  'ingen-person': 'Posten gäller ingen person.',
  saknas: 'Ingen post i dina loggar har numret, eller så får du inte öppna det.',
  'annan-nyckel': 'Numret i posten är förseglat med en annan nyckel än loggens, och går inte att öppna.',
  gallrad: 'Posten är gallrad.',
  forlorad: 'Posten saknas efter en återställning av databasen.',
}

interface Found {
  readonly status: NumberStatus
  readonly personnummer: string | null
  /** The log whose seal was opened, beside that of the record. */
  readonly logg?: string
}

/**
 * The number of whom a record is about. Mirror writes name the person by reference alone: then the person's newest record in
 * the officer's logs that has the number is opened. Of a person who is protected now, as of a record that tells protection,
 * only with the right granska-skyddade; for others the number is one that no record has.
 */
export function createOpenNumber(deps: NumberDeps) {
  const { keys, mirror } = deps

  async function find(step: ReviewStep, record: PlacedRecord, isProtected: boolean): Promise<Found> {
    const { personRef, personnummerForseglat } = record.access
    if (personRef === null) return { status: 'ingen-person', personnummer: null }
    if (isProtected && !step.officer.mayProtected) return { status: 'saknas', personnummer: null }
    if (personnummerForseglat !== null) return opened(keys, record)
    const [newest] = (await deps.loggposter.withNumber(personRef, step.officer.logs)).filter(isThereFor(step))
    return newest === undefined
      ? { status: 'saknas', personnummer: null }
      : { ...opened(keys, newest), logg: newest.logg }
  }

  return async ({ loggId, skal }: Postbegaran, caller: Caller): Promise<Outcome<Nummersvar>> => {
    const begun = beginReview(deps, caller, { skal })
    if (isRefused(begun)) return begun
    try {
      const named = await readNamed(deps, begun, loggId)
      if ('refused' in named) return named
      const answer = (step: ReviewStep, { status, personnummer }: Found): Outcome<Nummersvar> => ({
        poster: reviewRecords(keys, step, { orsak: 'oppna-nummer', utfall: personnummer === null ? 'tomt' : 'visat' }),
        body: (places) => ({
          loggId: logIds(keys, places),
          tidpunkt: step.grounds.tid.toISOString(),
          ...{ status, personnummer, forklaring: EXPLANATIONS[status] },
        }),
      })
      if ('gone' in named) return answer({ ...begun, logs: [named.logg] }, { status: named.gone, personnummer: null })

      const [record] = named
      const { personRef } = record.access
      const flagged = personRef !== null && (await mirror.person(personRef)).skyddad
      const isProtected = flagged || showsProtection({ logg: record.logg, atkomst: record.access })
      const found = await find(begun, record, isProtected)
      const places = [record, ...(found.logg === undefined ? [] : [{ ...record, logg: found.logg }])] as const
      const step = { ...begun, grounds: { ...begun.grounds, personRef }, logs: logsOf(places) }
      return answer(isProtected ? touchingProtected(step) : step, found)
    } catch (error) {
      return failed(keys, begun.grounds, error)
    }
  }
}

/** The number, if the seal is of this very record and person. */
function opened(keys: Keys, { logg, access: { handelseId, personnummerForseglat, personRef } }: PlacedRecord): Found {
  try {
    const personnummer = keys.openFromLog(logg, handelseId, personnummerForseglat ?? '')
    if (keys.personRef(personnummer) === personRef) return { status: 'oppnat', personnummer }
  } catch {
    // Sealed under another log's key, or for another record.
  }
  return { status: 'annan-nyckel', personnummer: null }
}
