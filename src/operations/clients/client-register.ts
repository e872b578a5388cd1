import type pg from 'pg'
import { EGEN_LOGG } from '../../atkomstlogg/access.ts'
import type { Disclose } from '../../atkomstlogg/disclose.ts'
import { uttagAtkomst } from '../../atkomstlogg/export.ts'
import { granskaText } from '../../atkomstlogg/free-text.ts'
import { InsynError } from '../../errors.ts'
import type { Klient } from '../../policy/policy.ts'
import { gallandeAvstangningar, oppna, stang, type Avstangning } from './suspensions.ts'

export interface Klientlage {
  readonly klient: string
  /** Null for one that is suspended and no longer in klienter.yaml. */
  readonly namn: string | null
  readonly avstangning: Avstangning | null
}

/** Suspends and reopens calling systems. Throws BEGARAN_OGILTIG, or KONFLIKT when it is so already. */
export interface Klientregister {
  stang(klient: string, av: string, skal: string): Promise<void>
  oppna(klient: string, av: string): Promise<void>
  lista(): Promise<readonly Klientlage[]>
}

interface RegisterDeps {
  readonly pool: pg.Pool
  readonly klienter: Readonly<Record<string, Klient>>
  readonly disclose: Disclose
  readonly klocka: () => Date
}

/** Each change is a record of the hub's own log before it is made. */
export function createKlientregister({ pool, klienter, disclose, klocka }: RegisterDeps): Klientregister {
  const arAvstangd = async (klient: string) =>
    (await gallandeAvstangningar(pool)).some((avstangning) => avstangning.klient === klient)

  /** The client stands where it does in its own accesses, so that what it did and what was done to it are found as one. */
  async function andra(klient: string, av: string, orsak: 'avstangd' | 'oppnad', gor: () => Promise<boolean>) {
    const uttag = { slutanvandare: av, klient, andamal: null, arende: null }
    const atkomst = { ...uttagAtkomst('klient', uttag, klocka()), utfall: 'tomt', orsak } as const
    const gjord = await disclose({ poster: [{ logg: EGEN_LOGG, atkomst }], body: () => klient }, gor)
    if (!gjord) throw redan(klient, orsak)
  }

  return {
    async stang(klient, av, skal) {
      if (!Object.hasOwn(klienter, klient))
        throw new InsynError('BEGARAN_OGILTIG', 'no client of that name in klienter.yaml')
      granskaText('--av', av, 100, klocka())
      granskaText('--skal', skal, 500, klocka())
      if (await arAvstangd(klient)) throw redan(klient, 'avstangd')
      await andra(klient, av, 'avstangd', () => stang(pool, klient, av, skal))
    },
    async oppna(klient, av) {
      granskaText('--av', av, 100, klocka())
      if (!(await arAvstangd(klient))) throw new InsynError('KONFLIKT', 'no client of that name is suspended')
      await andra(klient, av, 'oppnad', () => oppna(pool, klient, av))
    },
    async lista() {
      const avstangda = new Map((await gallandeAvstangningar(pool)).map((en) => [en.klient, en]))
      return [...new Set([...Object.keys(klienter), ...avstangda.keys()])].sort().map((klient) => ({
        klient,
        namn: Object.hasOwn(klienter, klient) ? (klienter[klient]?.namn ?? null) : null,
        avstangning: avstangda.get(klient) ?? null,
      }))
    },
  }
}

const redan = (klient: string, orsak: 'avstangd' | 'oppnad'): InsynError =>
  new InsynError('KONFLIKT', `${klient} is ${orsak === 'avstangd' ? 'suspended' : 'open'} already`)
