import type pg from 'pg'
import { OWN_LOG } from '../../atkomstlogg/access.ts'
import type { Disclose } from '../../atkomstlogg/disclose.ts'
import { extractAccess } from '../../atkomstlogg/export.ts'
import { checkText } from '../../atkomstlogg/free-text.ts'
import { InsynError } from '../../errors.ts'
import type { Client } from '../../policy/policy.ts'
import { suspensionsInForce, open, close, type Suspension } from './suspensions.ts'

export interface ClientState {
  readonly klient: string
  /** Null for one that is suspended and no longer in klienter.yaml. */
  readonly namn: string | null
  readonly suspension: Suspension | null
}

/** Suspends and reopens calling systems. Throws BEGARAN_OGILTIG, or KONFLIKT when it is so already. */
export interface ClientRegister {
  close(client: string, by: string, reason: string): Promise<void>
  open(client: string, by: string): Promise<void>
  list(): Promise<readonly ClientState[]>
}

interface RegisterDeps {
  readonly pool: pg.Pool
  readonly klienter: Readonly<Record<string, Client>>
  readonly disclose: Disclose
  readonly clock: () => Date
}

/** Each change is a record of the hub's own log before it is made. */
export function createClientRegister({ pool, klienter, disclose, clock }: RegisterDeps): ClientRegister {
  const isSuspended = async (client: string) =>
    (await suspensionsInForce(pool)).some((suspension) => suspension.klient === client)

  /** The client stands where it does in its own accesses, so that what it did and what was done to it are found as one. */
  async function others(klient: string, by: string, orsak: 'avstangd' | 'oppnad', make: () => Promise<boolean>) {
    const extract = { slutanvandare: by, klient, andamal: null, arende: null }
    const access = { ...extractAccess('klient', extract, clock()), utfall: 'tomt', orsak } as const
    const made = await disclose({ poster: [{ logg: OWN_LOG, access }], body: () => klient }, make)
    if (!made) throw already(klient, orsak)
  }

  return {
    async close(client, by, reason) {
      if (!Object.hasOwn(klienter, client))
        throw new InsynError('BEGARAN_OGILTIG', 'no client of that name in klienter.yaml')
      checkText('--av', by, 100, clock())
      checkText('--skal', reason, 500, clock())
      if (await isSuspended(client)) throw already(client, 'avstangd')
      await others(client, by, 'avstangd', () => close(pool, client, by, reason))
    },
    async open(client, by) {
      checkText('--av', by, 100, clock())
      if (!(await isSuspended(client))) throw new InsynError('KONFLIKT', 'no client of that name is suspended')
      await others(client, by, 'oppnad', () => open(pool, client, by))
    },
    async list() {
      const suspended = new Map((await suspensionsInForce(pool)).map((one) => [one.klient, one]))
      return [...new Set([...Object.keys(klienter), ...suspended.keys()])].sort().map((klient) => ({
        klient,
        namn: Object.hasOwn(klienter, klient) ? (klienter[klient]?.namn ?? null) : null,
        suspension: suspended.get(klient) ?? null,
      }))
    },
  }
}

const already = (client: string, reason: 'avstangd' | 'oppnad'): InsynError =>
  new InsynError('KONFLIKT', `${client} is ${reason === 'avstangd' ? 'suspended' : 'open'} already`)
