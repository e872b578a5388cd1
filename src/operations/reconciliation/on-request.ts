import { EGEN_LOGG } from '../../atkomstlogg/access.ts'
import type { Disclose } from '../../atkomstlogg/disclose.ts'
import { uttagAtkomst } from '../../atkomstlogg/export.ts'
import { granskaText } from '../../atkomstlogg/free-text.ts'
import type { Omrade } from '../../sync/sync-job.ts'
import type { Avstamning } from './reconciliation.ts'
import type { Rapport } from './report.ts'

export interface Avstamningsbegaran {
  /** Whose sources are read; topics and cases are looked at whole. */
  readonly omraden: readonly Omrade[]
  readonly reparera: boolean
  /** Who asks for it. */
  readonly av: string
}

interface Deps {
  readonly avstamning: Pick<Avstamning, 'stamAv'>
  readonly disclose: Disclose
  readonly klocka: () => Date
}

/** A report names references, so that it is somebody's to have asked for is on record before it is made. */
export function stamAvPaBegaran(
  { avstamning, disclose, klocka }: Deps,
  { omraden, reparera, av }: Avstamningsbegaran,
): Promise<Rapport> {
  granskaText('--av', av, 100, klocka())
  const uttag = { slutanvandare: av, klient: 'insyn-cli', andamal: 'avstamning', arende: null }
  const orsak = reparera ? 'reparation' : 'jamforelse'
  const atkomst = { ...uttagAtkomst('avstamning', uttag, klocka()), utfall: 'tomt', orsak } as const
  return disclose({ poster: [{ logg: EGEN_LOGG, atkomst }], body: () => omraden }, (valda) =>
    avstamning.stamAv(valda, { reparera }),
  )
}
