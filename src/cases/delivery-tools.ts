import type pg from 'pg'
import { EGEN_LOGG } from '../atkomstlogg/access.ts'
import type { Disclose } from '../atkomstlogg/disclose.ts'
import { uttagAtkomst } from '../atkomstlogg/export.ts'
import { granskaText } from '../atkomstlogg/free-text.ts'
import { inTransaction, type Tx } from '../platform/database/database.ts'
import { InsynError } from '../errors.ts'
import type { Informationsmangd } from '../informationsmangd.ts'

export const LEVERANSSTATUSAR = ['vantar', 'parkerad', 'levererad'] as const
export type Leveransstatus = (typeof LEVERANSSTATUSAR)[number]

/** Deliveries of open cases; all of them when nothing is said. */
export interface Leveransurval {
  readonly uppgiftRef?: string
  readonly arendeId?: string
  readonly stadsdel?: string
  readonly mangd?: Informationsmangd
  readonly status?: Leveransstatus
  readonly orsak?: string
}

export interface Leveransrad {
  readonly arendeId: string
  readonly uppgiftRef: string
  readonly stadsdel: string
  /** Null in one from before kinds were kept. */
  readonly mangd: Informationsmangd | null
  readonly status: Leveransstatus
  /** Since when it has been so. */
  readonly sedan: Date
  /** The version that the case should hold, and the one that it is known to hold; 0 for nothing. */
  readonly onskad: number
  readonly levererad: number
  readonly forsok: number
  readonly nasta: Date
  readonly orsak: string | null
}

/** What deliveries go to, each paused by itself. */
export const MAL = ['arendesystem', 'buss'] as const
export type Mal = (typeof MAL)[number]

export interface Leveranspaus {
  readonly mal: Mal
  readonly sedan: Date
  readonly av: string
  readonly skal: string
}

export interface Leveranslage {
  readonly pauser: readonly Leveranspaus[]
  readonly antal: number
  /** The first of them, those that have been so the longest before the others. */
  readonly rader: readonly Leveransrad[]
}

/** That a closed case was emptied. */
export interface Rensningskvitto {
  readonly arendeId: string
  readonly stangt: Date
  readonly rensat: Date
  /** How many, by stadsdel. */
  readonly uppgifter: Readonly<Record<string, number>>
  /** Of the access records that came before it. */
  readonly handelseId: string
}

/** What operations do with deliveries by hand. Throws BEGARAN_OGILTIG, or KONFLIKT when it is so already. */
export interface Leveransverktyg {
  lista(urval: Leveransurval): Promise<Leveranslage>
  /** Nothing new is brought there. What is to be taken away still is. */
  pausa(mal: Mal, av: string, skal: string): Promise<void>
  /** What was set aside is tried again as well, under the policy of now. */
  ateruppta(mal: Mal, av: string): Promise<void>
  /** Makes those of the selection that are not delivered due at once; gives how many. */
  korOm(urval: Leveransurval, av: string): Promise<number>
  /** The newest receipt of a case's purge. */
  kvitto(arendeId: string): Promise<Rensningskvitto | undefined>
}

interface Deps {
  readonly pool: pg.Pool
  /** Lets go what each target has refused. */
  readonly slapp: Readonly<Record<Mal, (tx: Tx) => Promise<unknown>>>
  readonly disclose: Disclose
  readonly klocka: () => Date
}

const ROWS = 500

const URVAL = `a.status = 'oppet' and ($1::text is null or l.uppgift_ref = $1) and ($2::text is null or l.arende_id = $2)
  and ($3::text is null or l.stadsdel = $3) and ($4::text is null or l.mangd = $4)
  and ($5::text is null or l.status = $5) and ($6::text is null or l.orsak = $6)`

const values = ({ uppgiftRef, arendeId, stadsdel, mangd, status, orsak }: Leveransurval) => [
  uppgiftRef ?? null,
  arendeId ?? null,
  stadsdel ?? null,
  mangd ?? null,
  status ?? null,
  orsak ?? null,
]

/** Each change is a record of the hub's own log before it is made. */
export function createLeveransverktyg({ pool, slapp, disclose, klocka }: Deps): Leveransverktyg {
  function recorded<T>(av: string, orsak: string, steps: () => Promise<T>): Promise<T> {
    const uttag = { slutanvandare: av, klient: 'insyn-cli', andamal: null, arende: null }
    const atkomst = { ...uttagAtkomst('leverans', uttag, klocka()), utfall: 'tomt', orsak } as const
    return disclose({ poster: [{ logg: EGEN_LOGG, atkomst }], body: () => undefined }, steps)
  }

  const arPausad = async (mal: Mal) => (await pagaendePauser(pool)).some((paus) => paus.mal === mal)

  return {
    async lista(urval) {
      const { rows: rader } = await pool.query<Leveransrad>(
        `select l.arende_id as "arendeId", l.uppgift_ref as "uppgiftRef", l.stadsdel, l.mangd, l.status, l.sedan, l.onskad,
                l.levererad, l.forsok, l.nasta, l.orsak
           from leverans l join arende a using (arende_id) where ${URVAL}
          order by l.sedan, l.arende_id, l.uppgift_ref limit ${ROWS}`,
        values(urval),
      )
      const { rows } = await pool.query<{ antal: number }>(
        `select count(*) as antal from leverans l join arende a using (arende_id) where ${URVAL}`,
        values(urval),
      )
      return { pauser: await pagaendePauser(pool), antal: rows[0]?.antal ?? 0, rader }
    },

    async pausa(mal, av, skal) {
      granskaText('--av', av, 100, klocka())
      granskaText('--skal', skal, 500, klocka())
      if (await arPausad(mal)) throw new InsynError('KONFLIKT', `deliveries to ${mal} are paused already`)
      await recorded(av, `${mal}-pausad`, () =>
        pool.query('insert into leveranspaus (mal, av, skal) values ($1, $2, $3) on conflict do nothing', [
          mal,
          av,
          skal,
        ]),
      )
    },

    async ateruppta(mal, av) {
      granskaText('--av', av, 100, klocka())
      if (!(await arPausad(mal))) throw new InsynError('KONFLIKT', `deliveries to ${mal} are not paused`)
      await recorded(av, `${mal}-aterupptagen`, () =>
        inTransaction(pool, async (tx) => {
          await tx.query('update leveranspaus set slut = now(), slut_av = $2 where mal = $1 and slut is null', [
            mal,
            av,
          ])
          await slapp[mal](tx)
        }),
      )
    },

    async korOm(urval, av) {
      granskaText('--av', av, 100, klocka())
      const { rowCount } = await recorded(av, 'omkord', () =>
        pool.query(
          `update leverans set status = 'vantar', nasta = now(), forsok = least(leverans.forsok, 1), orsak = null
             from (select l.arende_id, l.uppgift_ref from leverans l join arende a using (arende_id)
                    where ${URVAL} and l.status <> 'levererad') v
            where leverans.arende_id = v.arende_id and leverans.uppgift_ref = v.uppgift_ref`,
          values(urval),
        ),
      )
      return rowCount ?? 0
    },

    async kvitto(arendeId) {
      const { rows } = await pool.query<Rensningskvitto>(
        `select arende_id as "arendeId", stangt, rensat, uppgifter, handelse_id as "handelseId" from rensningskvitto
          where arende_id = $1 order by id desc limit 1`,
        [arendeId],
      )
      return rows[0]
    },
  }
}

export async function pagaendePauser(pool: pg.Pool): Promise<readonly Leveranspaus[]> {
  const { rows } = await pool.query<Leveranspaus>(
    'select mal, sedan, av, skal from leveranspaus where slut is null order by mal',
  )
  return rows
}
