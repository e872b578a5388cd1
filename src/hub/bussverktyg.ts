import type pg from 'pg'
import { connectKafka, type Kafkaval } from '../adapters/kafka/connection.ts'
import { type Amnesdrift, createTopics } from '../adapters/kafka/topics.ts'
import { EGEN_LOGG } from '../atkomstlogg/atkomst.ts'
import type { Disclose } from '../atkomstlogg/disclose.ts'
import { uttagAtkomst } from '../atkomstlogg/export.ts'
import { granskaText } from '../atkomstlogg/fritext.ts'
import { InsynError } from '../errors.ts'
import type { Informationsmangd } from '../informationsmangd.ts'
import type { Bussnyckel, Nycklar } from '../keys/nycklar.ts'
import { amnen } from '../meddelande/amnen.ts'
import { type Begaran, lamnaUtNyckel } from '../meddelande/lamna-ut-nyckel.ts'
import { type Omspelning, spelaOm, spelaOmParkerade } from '../relay/spela-om.ts'

export interface Omspelningsbegaran extends Omspelning {
  /** Only what the bus has refused. */
  readonly parkerade: boolean
  readonly av: string
  readonly skal: string
}

/** What operations do with the bus by hand. Those that need one throw KONFIG_OGILTIG when the settings have none. */
export interface Bussverktyg {
  /** Makes the topics that are missing, and gives their names. */
  skapa(): Promise<readonly string[]>
  /** How topics differ from what they should be; undefined without a bus. */
  drift(): Promise<readonly Amnesdrift[] | undefined>
  /** Asks for uppgifter to be published once more, and gives how many. */
  spelaOm(begaran: Omspelningsbegaran): Promise<number>
  lamnaUtNyckel(begaran: Begaran): Promise<Bussnyckel>
}

export interface BussverktygParts {
  readonly val: Kafkaval | undefined
  readonly pool: pg.Pool
  readonly nycklar: Pick<Nycklar, 'bussnyckel'>
  readonly tillatna: (stadsdel: string) => ReadonlySet<Informationsmangd>
  readonly disclose: Disclose
  readonly klocka: () => Date
}

export function createBussverktyg({ val, pool, disclose, klocka, ...others }: BussverktygParts): Bussverktyg {
  const topics = <T>(work: (kafka: Kafkaval) => Promise<T>): Promise<T> => {
    if (val === undefined) throw new InsynError('KONFIG_OGILTIG', 'the settings have no kafka')
    return work(val)
  }
  return {
    skapa: () => topics((kafka) => createTopics(connectKafka(kafka)).skapa(amnen(kafka))),
    drift: async () => (val === undefined ? undefined : createTopics(connectKafka(val)).drift(amnen(val))),
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
