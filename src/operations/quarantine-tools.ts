import type pg from 'pg'
import type { Disclose } from '../atkomstlogg/disclose.ts'
import { checkText, createAccess, operatorRecord, type RecordThen } from '../atkomstlogg/record-then.ts'
import { InsynError } from '../errors.ts'
import type { Informationsmangd } from '../informationsmangd.ts'
import { parsePersonnummer, readPersonnummer } from '../mapping/personnummer.ts'
import { anyFlagged } from '../mirror/protection.ts'
import type { Keys } from '../platform/keys/keys.ts'
import {
  CENTURIES,
  type Century,
  changeCentury,
  chooseCentury,
  type ChosenCentury,
  listChosenCenturies,
  revokeCentury,
  tenDigits,
} from '../sync/chosen-century.ts'
import {
  openQuarantined,
  type QuarantinedRow,
  quarantinedRow,
  type QuarantineGroup,
  quarantineGroups,
  type QuarantineSelection,
} from '../sync/quarantined.ts'
import type { Scope } from '../sync/source.ts'
import type { ScopeState, SyncJob } from '../sync/sync-job.ts'

/** An operator's act on one row, with who does it and why: both stand in the record. */
export interface RowAct {
  readonly id: number
  readonly by: string
  readonly reason: string
}

export interface ShownRow extends Pick<QuarantinedRow, 'source' | 'stadsdel' | 'mangd' | 'falt' | 'reason'> {
  /** Raw values as the source wrote them, by field. */
  readonly values: Readonly<Record<string, string>>
}

/** What operations do with quarantine by hand. Throws BEGARAN_OGILTIG before anything is recorded or done. */
export interface QuarantineTools {
  /** What stands in quarantine, by cause, and the centuries that have been decided. Nothing of a person. */
  list(selection: QuarantineSelection): Promise<{
    readonly groups: readonly QuarantineGroup[]
    readonly chosen: readonly ChosenCentury[]
  }>
  /** The content of a row: a disclosure in the board's log. FINNS_EJ alike when there is none and when it may not be seen. */
  show(act: RowAct): Promise<ShownRow>
  /** Reads the scopes again that have something in quarantine that matches. */
  readAgain(
    selection: QuarantineSelection,
    by: string,
    watch?: (state: ScopeState) => void,
  ): Promise<readonly ScopeState[]>
  /** Decides which century the number of an ambiguous row means, for the reads to come; also anew, when the row has gone. */
  choose(act: RowAct & { readonly century: number }): Promise<Scope>
  /** Revokes such a decision. */
  revoke(act: RowAct): Promise<Scope>
}

interface Parts {
  readonly pool: pg.Pool
  readonly keys: Pick<Keys, 'open' | 'personRef' | 'searchRef'>
  /** The kinds that an avtal in force covers. */
  readonly allowed: (stadsdel: string) => ReadonlySet<Informationsmangd>
  readonly scopes: () => readonly Scope[]
  readonly run: (job: SyncJob, watch?: (state: ScopeState) => void) => Promise<readonly ScopeState[]>
  readonly disclose: Disclose
  readonly recordThen: RecordThen
  readonly clock: () => Date
}

const AMBIGUOUS = 'tvetydigt'

export function createQuarantineTools(parts: Parts): QuarantineTools {
  const { pool, keys, allowed, scopes, run, disclose, recordThen, clock } = parts
  const checkAct = ({ by, reason }: Omit<RowAct, 'id'>) => {
    checkText('--av', by, 100, clock())
    checkText('--skal', reason, 500, clock())
  }
  const actOn = ({ stadsdel }: Scope, cause: string, { by, reason }: RowAct) =>
    operatorRecord({ logg: stadsdel, handelse: 'granskning', orsak: cause, by, andamal: reason }, clock())

  const chosenBefore = async (id: number) => (await listChosenCenturies(pool)).find((one) => one.id === id)

  /** The row, while an avtal covers its kind. */
  async function rowOf(id: number): Promise<QuarantinedRow> {
    const row = await quarantinedRow(pool, id)
    if (row === undefined || !allowed(row.stadsdel).has(row.mangd)) throw noRow()
    return row
  }

  /** Whom a row may be about: its person or, of a row whose person could not be told, whoever a number in it may mean. */
  function personsOf({ personRef }: QuarantinedRow, values: ShownRow['values']): string[] {
    if (personRef !== null) return [personRef]
    const written = Object.values(values).map((value) => value.replace(/[\s\p{Pd}+]/gu, ''))
    return written
      .flatMap((digits) => [digits, ...CENTURIES.map((century) => `${century}${digits}`)])
      .flatMap((number) => {
        const parsed = parsePersonnummer(number, clock())
        return parsed === undefined ? [] : [keys.personRef(parsed)]
      })
  }

  return {
    async list(selection) {
      const chosen = await listChosenCenturies(pool)
      const { source, stadsdel, mangd } = selection
      return {
        groups: await quarantineGroups(pool, selection),
        chosen: chosen.filter(
          (one) =>
            one.source === (source ?? one.source) &&
            one.stadsdel === (stadsdel ?? one.stadsdel) &&
            one.mangd === (mangd ?? one.mangd),
        ),
      }
    },

    async show(act) {
      checkAct(act)
      const row = await rowOf(act.id)
      const values = openQuarantined(keys, row)
      if (mayBeProtected(row, values) || (await anyFlagged(pool, personsOf(row, values))))
        return await recordThen(actOn(row, 'skyddad', act), () => {
          throw noRow()
        })
      const { source, stadsdel, mangd, falt, reason, personRef } = row
      const actor = { slutanvandare: act.by, klient: 'insyn-cli', andamal: act.reason, arende: null }
      const access = {
        ...createAccess('granskning', actor, clock()),
        orsak: 'karantan',
        personRef,
        visat: [{ mangd, falt: Object.keys(values) }],
      }
      const shown = { source, stadsdel, mangd, falt, reason, values }
      return await disclose({ poster: [{ logg: stadsdel, access }], body: () => shown }, (body) => body)
    },

    async readAgain(selection, by, watch) {
      checkText('--av', by, 100, clock())
      const groups = await quarantineGroups(pool, selection)
      const concerned = scopes().filter((scope) =>
        groups.some((one) => one.source === scope.source && one.stadsdel === scope.stadsdel),
      )
      if (concerned.length === 0) return []
      const record = operatorRecord({ handelse: 'avstamning', orsak: 'karantan', by }, clock())
      return await recordThen(record, () => run({ scopes: concerned, kind: 'fullstandig', trigger: 'karantan' }, watch))
    },

    async choose(act) {
      checkAct(act)
      const century = CENTURIES.find((one) => one === act.century)
      if (century === undefined) throw new InsynError('BEGARAN_OGILTIG', `--sekel is one of ${CENTURIES.join(', ')}`)
      const earlier = await chosenBefore(act.id)
      // The row has gone since the decision let it be read.
      if (earlier !== undefined && (await quarantinedRow(pool, act.id)) === undefined) {
        await recordThen(actOn(earlier, 'sekel-valt', act), () => changeCentury(pool, act.id, century, act.by))
        return earlier
      }
      const row = await rowOf(act.id)
      if (row.reason !== AMBIGUOUS)
        throw new InsynError('BEGARAN_OGILTIG', `row ${act.id} is not in quarantine for an ambiguous number`)
      const digits = tenDigits(openQuarantined(keys, row)[row.falt] ?? '')
      if (digits === undefined || !decides(century, digits))
        throw new InsynError('BEGARAN_OGILTIG', `the number of row ${act.id} cannot be of that century`)
      const { id, source, stadsdel, mangd } = row
      await recordThen(actOn(row, 'sekel-valt', act), () =>
        chooseCentury(pool, keys, { id, source, stadsdel, mangd, century, by: act.by, digits }),
      )
      return row
    },

    async revoke(act) {
      checkAct(act)
      const chosen = await chosenBefore(act.id)
      if (chosen === undefined) throw new InsynError('FINNS_EJ', 'no century has been chosen for a row of that number')
      await recordThen(actOn(chosen, 'sekel-angrat', act), () => revokeCentury(pool, act.id))
      return chosen
    },
  }

  /** Whether a read that is told the century then knows the person. */
  function decides(century: Century, digits: string): boolean {
    const read = readPersonnummer(digits, clock(), { centuryOf: () => century })
    return read.kind === 'personnummer' && read.personnummer.startsWith(String(century))
  }
}

/** Of a row of nobody whose own flag is set or cannot be read, the value that could not be read is not kept. */
const mayBeProtected = ({ personRef, falt, reason }: QuarantinedRow, values: ShownRow['values']): boolean =>
  personRef === null && reason !== 'saknas' && !Object.hasOwn(values, falt)

/** The same whether there is no such row, no avtal covers it, or its person is protected. */
const noRow = (): InsynError => new InsynError('FINNS_EJ', 'quarantine has no row of that number that may be seen')
