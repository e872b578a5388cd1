import { INFORMATIONSMANGDER, type Informationsmangd } from '../informationsmangd.ts'
import type { Amne } from './topic.ts'

export interface Amnesval {
  readonly amnesprefix: string
  readonly amnen: {
    readonly partitioner: number
    readonly replikering: number
    readonly minInsync: number
    readonly loggDygn: number
  }
}

export const uppgiftsamne = (prefix: string, mangd: Informationsmangd): string => `${prefix}.${mangd}.v1`
export const loggamne = (prefix: string): string => `${prefix}.atkomstlogg.v1`

const ETT_DYGN = 24 * 3_600_000

/** Every topic of the hub. The number of partitions must never change: it decides where a key's messages go. */
export function amnen({ amnesprefix, amnen: val }: Amnesval): readonly Amne[] {
  const gemensamt = {
    'min.insync.replicas': String(val.minInsync),
    'unclean.leader.election.enable': 'false',
    // Ours compress by gzip; what is kept is what was sent.
    'compression.type': 'producer',
  }
  const tillstand = {
    ...gemensamt,
    'cleanup.policy': 'compact',
    // A state that has been superseded, or is gone, lies in no segment for more than about two days.
    'max.compaction.lag.ms': String(ETT_DYGN),
    'segment.ms': String(ETT_DYGN),
    'min.cleanable.dirty.ratio': '0.1',
    // A consumer that was away for a week still learns what has gone.
    'delete.retention.ms': String(7 * ETT_DYGN),
  }
  const logg = {
    ...gemensamt,
    'cleanup.policy': 'delete',
    'retention.ms': String(val.loggDygn * ETT_DYGN),
  }
  const antal = { partitioner: val.partitioner, replikering: val.replikering }
  return [
    ...INFORMATIONSMANGDER.map((mangd) => ({
      namn: uppgiftsamne(amnesprefix, mangd),
      ...antal,
      installningar: tillstand,
    })),
    { namn: loggamne(amnesprefix), ...antal, installningar: logg },
  ]
}
