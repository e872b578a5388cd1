import type pg from 'pg'
import { connectKafka, type Kafkaval } from '../adapters/kafka/connection.ts'
import { type Amnesdrift, createTopics } from '../adapters/kafka/topics.ts'
import { EGEN_LOGG } from '../atkomstlogg/access.ts'
import type { Disclose } from '../atkomstlogg/disclose.ts'
import { uttagAtkomst } from '../atkomstlogg/export.ts'
import { granskaText } from '../atkomstlogg/free-text.ts'
import type { Informationsmangd } from '../informationsmangd.ts'
import type { Bussnyckel, Nycklar } from '../platform/keys/keys.ts'
import { amnen } from '../bus/topics.ts'
import { type Begaran, lamnaUtNyckel } from './hand-out-key.ts'
import { type Omspelning, spelaOm, spelaOmParkerade } from '../bus/replay.ts'

export interface Omspelningsbegaran extends Omspelning {
  /** Only what the bus has refused. */
  readonly parkerade: boolean
  readonly av: string
  readonly skal: string
}

/** What operations do with the bus by hand. */
export interface Bussverktyg {
  /** Asks for uppgifter to be published once more, and gives how many. */
  spelaOm(begaran: Omspelningsbegaran): Promise<number>
  lamnaUtNyckel(begaran: Begaran): Promise<Bussnyckel>
}

export interface BussverktygParts {
  readonly pool: pg.Pool
  readonly nycklar: Pick<Nycklar, 'bussnyckel'>
  readonly tillatna: (stadsdel: string) => ReadonlySet<Informationsmangd>
  readonly disclose: Disclose
  readonly klocka: () => Date
}

/** Makes the topics that are missing, and gives their names. */
export const skapaAmnen = (val: Kafkaval): Promise<readonly string[]> =>
  createTopics(connectKafka(val)).skapa(amnen(val))

/** How topics differ from what they should be. */
export const amnesdrift = (val: Kafkaval): Promise<readonly Amnesdrift[]> =>
  createTopics(connectKafka(val)).drift(amnen(val))

export function createBussverktyg({ pool, disclose, klocka, ...others }: BussverktygParts): Bussverktyg {
  return {
    async spelaOm({ parkerade, av, skal, ...omfang }) {
      granskaText('--av', av, 100, klocka())
      granskaText('--skal', skal, 500, klocka())
      const uttag = { slutanvandare: av, klient: 'insyn-cli', andamal: skal, arende: null }
      const atkomst = { ...uttagAtkomst('buss', uttag, klocka()), utfall: 'tomt', orsak: 'spela-om' } as const
      return disclose({ poster: [{ logg: EGEN_LOGG, atkomst }], body: () => omfang }, (valt) =>
        parkerade ? spelaOmParkerade(pool, valt) : spelaOm(pool, valt),
      )
    },
    lamnaUtNyckel: (begaran) => lamnaUtNyckel({ ...others, disclose, klocka }, begaran),
  }
}
