import type { Caller } from '../../access/caller.ts'
import { logIds } from '../../access/log-ids.ts'
import { isRefused, type Outcome } from '../../access/outcome.ts'
import { ownRecord } from '../../access/records.ts'
import { failed } from '../../access/refusals.ts'
import { OWN_LOG } from '../../atkomstlogg/access.ts'
import type { Keys } from '../../platform/keys/keys.ts'
import { REQUIREMENTS } from '../requirements.ts'
import type { StandTaken, TillstandRow } from './tillstand.ts'
import type { TillstandQuery, Tillstandslista } from './tillstand-schema.ts'
import { aboutFreeText, beginStep, type TillstandDeps } from './tillstand-steps.ts'

/**
 * Requests, reasons, decisions and reviews: everybody's for those who decide and those who review (`alla`), or the caller's own
 * (`egna`).
 */
export function createListTillstand(deps: TillstandDeps, whose: 'alla' | 'egna' = 'alla') {
  const { keys, tillstand } = deps
  const requirement = whose === 'egna' ? REQUIREMENTS.listOwnTillstand : REQUIREMENTS.listTillstand

  return async (
    { status, limit = 20, page = 1 }: TillstandQuery,
    caller: Caller,
  ): Promise<Outcome<Tillstandslista>> => {
    const step = beginStep(deps, caller, requirement, {})
    if (isRefused(step)) return step
    const { grounds, roll } = step
    try {
      const { utfardare, slutanvandare } = caller
      const askedBy = whose === 'egna' ? { utfardare, av: slutanvandare } : undefined
      const found = await tillstand.list({ status, askedBy, limit, page })
      const shown = found.slice(0, limit).map((row) => openRow(keys, row))
      return {
        poster: ownRecord(keys, grounds, {
          roll,
          utfall: shown.length > 0 ? 'visat' : 'tomt',
          orsak: whose === 'egna' ? 'tillstand-egna' : 'tillstand-lista',
        }),
        body: (places) => ({ tillstand: shown, page, limit, fler: found.length > limit, loggId: logIds(keys, places) }),
      }
    } catch (error) {
      return failed(keys, grounds, error)
    }
  }
}

function openRow(keys: Keys, row: TillstandRow): Tillstandslista['tillstand'][number] {
  const freeText = (what: Parameters<typeof aboutFreeText>[1], sealed: string) =>
    keys.openFromLog(OWN_LOG, aboutFreeText(row.tillstandId, what), sealed)
  const standTaken = (what: 'beslut' | 'granskning', one: (StandTaken<string> & { readonly tid: Date }) | null) =>
    one === null ? null : { ...one, kommentar: freeText(what, one.kommentar), tid: one.tid.toISOString() }
  return {
    ...row,
    motivering: freeText('motivering', row.motivering),
    begart: row.begart.toISOString(),
    giltigTill: row.giltigTill.toISOString(),
    beslut: standTaken('beslut', row.beslut),
    granskning: standTaken('granskning', row.granskning),
  }
}
