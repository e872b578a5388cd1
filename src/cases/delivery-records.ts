import { randomUUID } from 'node:crypto'
import { EGEN_LOGG, type Atkomst, type Loggpost } from '../atkomstlogg/access.ts'
import type { Faltbeslut } from '../policy/decide.ts'
import type { Leveransuppdrag, Rensningsuppdrag } from './deliveries.ts'

/** What every record of the worker's is made with. */
export interface Spar {
  readonly policyversion: string
  readonly klocka: () => Date
}

export function record(
  deps: Spar,
  { arendeId, personRef, andamal }: { arendeId: string; personRef: string; andamal: string },
) {
  return {
    handelseId: randomUUID(),
    tid: deps.klocka().toISOString(),
    personRef,
    personnummerForseglat: null,
    andamal,
    arende: arendeId,
    roll: 'arendesystem',
    slutanvandare: null,
    identitet: null,
    klient: 'insyn',
    relation: null,
    identifiering: null,
    visat: [],
    avtal: null,
    flaggor: [],
    tillstand: null,
    policyversion: deps.policyversion,
  } satisfies Partial<Atkomst>
}

export function write(
  deps: Spar,
  uppdrag: Leveransuppdrag,
  visat: Atkomst['visat'][number],
  avtal: string | undefined,
): Loggpost {
  return {
    logg: uppdrag.stadsdel,
    atkomst: {
      ...record(deps, uppdrag),
      handelse: 'spegling',
      visat: [visat],
      utfall: 'visat',
      orsak: 'traff',
      avtal: avtal ?? null,
    },
  }
}

export function removal(deps: Spar, uppdrag: Leveransuppdrag, beslut: Faltbeslut['orsak'] | undefined): Loggpost {
  const utanAvtal = beslut === 'avtal-saknas'
  const orsak = utanAvtal ? 'avtal-saknas' : uppdrag.nu === undefined || beslut === 'tillaten' ? 'borta' : 'ej-tillaten'
  return {
    logg: uppdrag.stadsdel,
    atkomst: { ...record(deps, uppdrag), handelse: 'borttagning', utfall: 'tomt', orsak },
  }
}

/** One record per controller whose data may be in the case; the processor's own when there is none. */
export function purging(deps: Spar, uppdrag: Rensningsuppdrag): readonly [Loggpost, ...Loggpost[]] {
  const atkomst = { ...record(deps, uppdrag), handelse: 'rensning', utfall: 'tomt', orsak: 'arende-stangt' } as const
  const [forsta = EGEN_LOGG, ...ovriga] = uppdrag.stadsdelar
  return [{ logg: forsta, atkomst }, ...ovriga.map((logg) => ({ logg, atkomst }))]
}
