import type pg from 'pg'
import type { Loggpost } from '../atkomstlogg/access.ts'
import type { Disclose } from '../atkomstlogg/disclose.ts'
import { KALLOR, MANGDER_AV_KALLA } from '../informationsmangd.ts'
import { nyckelnamn } from '../platform/keys/data-keys.ts'
import type { Nyckelskap } from '../platform/keys/key-store.ts'
import type { Log } from '../log.ts'
import { svensktDatum } from '../platform/stockholm-time.ts'
import type { Policy } from '../policy/policy.ts'
import {
  type Avtalsslut,
  forstordaNycklar,
  kvarIArenden,
  markDestroyed,
  markDone,
  markLogged,
  readSlut,
} from './endings.ts'
import { gallra } from './purge.ts'
import { skrivKvitto } from './receipt.ts'
import { tacktaMangder } from './coverage.ts'

export interface SlutforDeps {
  readonly pool: pg.Pool
  readonly nyckelskap: Nyckelskap
  readonly policy: Policy
  readonly disclose: Disclose
  readonly klocka: () => Date
  readonly log: Log
  /** Name of this installation, the first part of the name of every key. */
  readonly origin: string
}

/**
 * Takes an ending as far as it goes now: the record in the board's log, the keys, the mirror and quarantine, and, once
 * no case holds anything of it, the last record and the receipt. Every step is marked when it is done and may be done
 * twice, so that a hub that is killed at any of them leaves nothing undone.
 */
export async function slutfor(deps: SlutforDeps, slut: Avtalsslut): Promise<void> {
  const { pool, nyckelskap, log } = deps
  if (slut.loggpost === null) await markLogged(pool, slut.id, await writeRecord(deps, slut, 'avtal-upphort'))
  if (slut.nycklarForstorda === null) {
    await nyckelskap.forstor(slut.id)
    await markDestroyed(pool, slut.id)
  }
  if (slut.gallrat === null) await gallra(pool, slut, withoutAvtal(deps, slut.stadsdel))
  if ((await kvarIArenden(pool, slut.id)).kvar > 0) return
  await issueReceipt(deps, slut)
  log.info('avtal-avslutat', { stadsdel: slut.stadsdel, avtal: slut.avtal })
}

/** Sources that may give nothing of the stadsdel any more. */
function withoutAvtal({ policy, klocka }: SlutforDeps, stadsdel: string) {
  const tackta = new Set(tacktaMangder(policy, svensktDatum(klocka())).map(nyckelnamn))
  return KALLOR.filter((kalla) => !MANGDER_AV_KALLA[kalla].some((mangd) => tackta.has(nyckelnamn({ stadsdel, mangd }))))
}

async function issueReceipt(deps: SlutforDeps, { id, stadsdel }: Avtalsslut): Promise<void> {
  const { pool, policy, nyckelskap, origin } = deps
  const slut = await readSlut(pool, id)
  if (slut.loggpost === null || slut.gallrat === null) return
  const till = await writeRecord(deps, slut, 'avtal-avslutat')
  const nycklar = await forstordaNycklar(pool, id)
  const { nu: klart } = await kvarIArenden(pool, id)
  const { leverans: arendeuppgifter = 0, ...rader } = slut.rader
  const namn = policy.stadsdelar.find(({ kod }) => kod === stadsdel)?.namn ?? stadsdel
  const kvitto = skrivKvitto(
    origin,
    {
      personuppgiftsansvarig: { stadsdel, namn },
      avtal: { diarienummer: slut.avtal, upphorde: slut.upphorde },
      informationsmangder: slut.mangder,
      nycklar: nycklar.map(({ mangd, generation, prov, forstord }) => ({
        informationsmangd: mangd,
        generation,
        prov: prov.toString('base64url'),
        forstord: forstord.toISOString(),
      })),
      borttaget: { rader, arendeuppgifter },
      tider: {
        paborjat: slut.paborjat.toISOString(),
        gallrat: slut.gallrat.toISOString(),
        klart: klart.toISOString(),
      },
      loggposter: { logg: stadsdel, fran: slut.loggpost, till },
    },
    nyckelskap.nycklar,
  )
  await markDone(pool, id, { klart, slutpost: till, kvitto })
}

/** Gives the record's number in the board's log. */
function writeRecord(
  { disclose, klocka, policy }: SlutforDeps,
  slut: Avtalsslut,
  orsak: 'avtal-upphort' | 'avtal-avslutat',
): Promise<number> {
  const post: Loggpost = {
    logg: slut.stadsdel,
    atkomst: {
      handelse: 'avtalsslut',
      handelseId: slut.handelseId,
      tid: klocka().toISOString(),
      personRef: null,
      personnummerForseglat: null,
      andamal: null,
      arende: null,
      roll: null,
      slutanvandare: null,
      identitet: null,
      klient: 'insyn',
      relation: null,
      identifiering: null,
      // The kinds that it is about; nothing of them was shown.
      visat: slut.mangder.map((mangd) => ({ mangd, falt: [] })),
      utfall: 'tomt',
      orsak,
      flaggor: [],
      tillstand: null,
      avtal: slut.avtal,
      policyversion: policy.version,
    },
  }
  return disclose({ poster: [post], body: ([plats]) => plats?.nummer ?? 0 }, (nummer) => nummer)
}
