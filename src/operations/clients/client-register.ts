import type pg from 'pg'
import { checkText, operatorRecord, type RecordThen } from '../../atkomstlogg/record-then.ts'
import { InsynError } from '../../errors.ts'
import type { Client } from '../../policy/policy.ts'
import { reopen, suspend, type Suspension, suspensionsInForce } from './suspensions.ts'

export interface ClientState {
  readonly klient: string
  /** Null for one that is suspended and no longer in klienter.yaml. */
  readonly name: string | null
  /** Names of the issuers whose tokens count for it. */
  readonly utfardare: readonly string[]
  readonly suspension: Suspension | null
}

/** Suspends and reopens calling systems. Throws BEGARAN_OGILTIG, or KONFLIKT when it is so already. */
export interface ClientRegister {
  suspend(client: string, by: string, reason: string): Promise<void>
  reopen(client: string, by: string): Promise<void>
  list(): Promise<readonly ClientState[]>
}

interface RegisterDeps {
  readonly pool: pg.Pool
  readonly klienter: Readonly<Record<string, Client>>
  readonly recordThen: RecordThen
  readonly clock: () => Date
}

/** Each change is a record of the hub's own log before it is made. */
export function createClientRegister({ pool, klienter, recordThen, clock }: RegisterDeps): ClientRegister {
  const isSuspended = async (client: string) =>
    (await suspensionsInForce(pool)).some((suspension) => suspension.klient === client)

  /** The client stands where it does in its own accesses, so that what it did and what was done to it are found as one. */
  async function change(client: string, by: string, reason: 'avstangd' | 'oppnad', act: () => Promise<boolean>) {
    const changed = await recordThen(
      operatorRecord({ handelse: 'klient', orsak: reason, by, klient: client }, clock()),
      act,
    )
    if (!changed) throw already(client, reason)
  }

  return {
    async suspend(client, by, reason) {
      if (!Object.hasOwn(klienter, client))
        throw new InsynError('BEGARAN_OGILTIG', 'no client of that name in klienter.yaml')
      checkText('--av', by, 100, clock())
      checkText('--skal', reason, 500, clock())
      if (await isSuspended(client)) throw already(client, 'avstangd')
      await change(client, by, 'avstangd', () => suspend(pool, client, by, reason))
    },
    async reopen(client, by) {
      checkText('--av', by, 100, clock())
      if (!(await isSuspended(client))) throw new InsynError('KONFLIKT', 'no client of that name is suspended')
      await change(client, by, 'oppnad', () => reopen(pool, client, by))
    },
    async list() {
      const suspended = new Map((await suspensionsInForce(pool)).map((one) => [one.klient, one]))
      return [...new Set([...Object.keys(klienter), ...suspended.keys()])].sort().map((client) => ({
        klient: client,
        name: Object.hasOwn(klienter, client) ? (klienter[client]?.namn ?? null) : null,
        utfardare: Object.hasOwn(klienter, client) ? (klienter[client]?.utfardare ?? []) : [],
        suspension: suspended.get(client) ?? null,
      }))
    },
  }
}

const already = (client: string, reason: 'avstangd' | 'oppnad'): InsynError =>
  new InsynError('KONFLIKT', `${client} is ${reason === 'avstangd' ? 'suspended' : 'open'} already`)
