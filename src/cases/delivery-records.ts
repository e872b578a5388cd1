import { randomUUID } from 'node:crypto'
import { type Access, type LogRecord, OWN_LOG } from '../atkomstlogg/access.ts'
import type { FieldDecision } from '../policy/decide.ts'
import type { DeliveryJob } from './deliveries.ts'
import type { PurgeJob } from './purges.ts'

/** What every record of the worker's is made with. */
export interface Trace {
  readonly policyversion: string
  readonly clock: () => Date
}

export function record(
  deps: Trace,
  { arendeId, personRef, andamal }: { arendeId: string; personRef: string; andamal: string },
) {
  return {
    handelseId: randomUUID(),
    tid: deps.clock().toISOString(),
    personRef,
    personnummerForseglat: null,
    andamal,
    arende: arendeId,
    roll: 'arendesystem',
    slutanvandare: null,
    identitet: null,
    utfardare: null,
    klient: 'insyn',
    relation: null,
    identifiering: null,
    visat: [],
    avtal: null,
    flaggor: [],
    tillstand: null,
    policyversion: deps.policyversion,
  } satisfies Partial<Access>
}

export function write(
  deps: Trace,
  job: DeliveryJob,
  shown: Access['visat'][number],
  avtal: string | undefined,
): LogRecord {
  return {
    logg: job.stadsdel,
    access: {
      ...record(deps, job),
      handelse: 'spegling',
      visat: [shown],
      utfall: 'visat',
      orsak: 'traff',
      avtal: avtal ?? null,
    },
  }
}

export function removal(deps: Trace, job: DeliveryJob, beslut: FieldDecision['reason']): LogRecord {
  const withoutAvtal = beslut === 'avtal-saknas'
  const reason = withoutAvtal
    ? 'avtal-saknas'
    : job.now === undefined || beslut === 'tillaten'
      ? 'borta'
      : beslut === 'hanvisning'
        ? beslut
        : 'ej-tillaten'
  return {
    logg: job.stadsdel,
    access: { ...record(deps, job), handelse: 'borttagning', utfall: 'tomt', orsak: reason },
  }
}

/** One record per controller whose data may be in the case; the processor's own when there is none. */
export function purging(deps: Trace, job: Omit<PurgeJob, 'attempts'>): readonly [LogRecord, ...LogRecord[]] {
  const access = { ...record(deps, job), handelse: 'rensning', utfall: 'tomt', orsak: 'arende-stangt' } as const
  const [first = OWN_LOG, ...others] = job.stadsdelar
  return [{ logg: first, access }, ...others.map((log) => ({ logg: log, access }))]
}
