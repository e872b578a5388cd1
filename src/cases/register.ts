import type pg from 'pg'
import { EGEN_LOGG, type Atkomst, type Loggpost } from '../atkomstlogg/access.ts'
import type { Disclose } from '../atkomstlogg/disclose.ts'
import { InsynError } from '../errors.ts'
import type { Informationsmangd } from '../informationsmangd.ts'
import type { Arendesystem, Registrering } from './case-system.ts'
import { record, type Spar } from './delivery-records.ts'
import { berikad, type Registreringsuppdrag, underlagsdigest } from './registrations.ts'

/** How what a case registers of its person is made. */
export interface Registrera {
  /** Whether a change of this kind can change it. */
  rors(andamal: string, mangd: Informationsmangd): boolean
  /** Made of the uppgifter that the case holds, as policy is now; `visat` is what of them it shows, for the record. */
  gor(
    arende: Pick<Registreringsuppdrag, 'arendeId' | 'personRef' | 'andamal'>,
    har: ReadonlySet<string>,
  ): Promise<{ readonly registrering: Omit<Registrering, 'version'>; readonly visat: readonly Visat[] }>
}

type Visat = Atkomst['visat'][number] & { readonly stadsdel: string; readonly avtal: string | null }

export interface RegistreraDeps extends Spar {
  readonly pool: pg.Pool
  readonly arendesystem: Pick<Arendesystem, 'berika'>
  readonly disclose: Disclose
  readonly registrering: Registrera
}

/** Tells a case what it should register now, when that is made of something else than what it was told last. */
export async function registrera(
  deps: RegistreraDeps,
  uppdrag: Registreringsuppdrag,
  signal: AbortSignal,
): Promise<void> {
  const { pool, arendesystem, disclose, registrering } = deps
  const underlag = underlagsdigest(uppdrag, deps.policyversion)
  if (arendesystem.berika === undefined || underlag === uppdrag.berikad) return berikad(pool, uppdrag, uppdrag.berikad)
  const { registrering: ny, visat } = await registrering.gor(uppdrag, new Set(uppdrag.har.map(utanVersion)))
  // A case that registers nothing need not be told so.
  if (visat.length === 0 && uppdrag.berikad === null) return berikad(pool, uppdrag, null)
  try {
    await disclose(
      { poster: poster(deps, uppdrag, visat), body: () => ({ version: uppdrag.version, ...ny }) },
      (body) => arendesystem.berika?.(uppdrag.arendeId, body, signal),
    )
    await berikad(pool, uppdrag, underlag)
  } catch (error) {
    // A case that takes nothing is closed, or about to be; it is told when it opens again.
    if (!(error instanceof InsynError && error.code === 'MALSYSTEM_NEKAR')) throw error
    await berikad(pool, uppdrag, null)
  }
}

const utanVersion = (namn: string): string => namn.slice(0, namn.lastIndexOf(':'))

/** One record per controller whose data is in it; the processor's own when the case registers nothing any more. */
function poster(
  deps: Spar,
  uppdrag: Registreringsuppdrag,
  visat: readonly Visat[],
): readonly [Loggpost, ...Loggpost[]] {
  const gemensamt = { ...record(deps, uppdrag), handelse: 'berikning' } as const
  const [forsta, ...ovriga] = [...new Set(visat.map(({ stadsdel }) => stadsdel))].map((stadsdel): Loggpost => {
    const egna = visat.filter((en) => en.stadsdel === stadsdel)
    return {
      logg: stadsdel,
      atkomst: {
        ...gemensamt,
        utfall: 'visat',
        orsak: 'traff',
        avtal: egna[0]?.avtal ?? null,
        visat: egna.map(({ mangd, falt }) => ({ mangd, falt })),
      },
    }
  })
  if (forsta !== undefined) return [forsta, ...ovriga]
  return [{ logg: EGEN_LOGG, atkomst: { ...gemensamt, utfall: 'tomt', orsak: 'inga-uppgifter' } }]
}
