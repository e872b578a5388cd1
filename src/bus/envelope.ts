import { randomBytes } from 'node:crypto'
import { InsynError } from '../errors.ts'
import {
  type Informationsmangd,
  INFORMATIONSMANGDER,
  KALLOR,
  type KallaNamn,
  MANGDER_AV_KALLA,
} from '../informationsmangd.ts'
import type { Nycklar } from '../platform/keys/keys.ts'
import type { SpegladUppgift } from '../cases/case-system.ts'
import { uppgiftsamne } from './topics.ts'
import type { Meddelande } from './message.ts'

/** A change as the outbox names it. */
export interface Andring {
  readonly uppgiftRef: string
  readonly stadsdel: string
  readonly kalla: KallaNamn
  readonly mangd: Informationsmangd
  readonly version: number
  readonly tid: Date
}

/** The whole present state of an uppgift: what a message's value says when it is opened. */
export interface Uppgiftslage extends SpegladUppgift {
  readonly personRef: string
}

/** What key and headers say by themselves. */
export interface Meddelandehuvud extends Omit<Andring, 'tid'> {
  readonly borta: boolean
}

export interface Kuvert {
  amne(mangd: Informationsmangd): string
  andrad(andring: Andring, lage: Uppgiftslage): Meddelande
  /** Null and the headers are all that is left of an uppgift. */
  borta(andring: Andring): Meddelande
  /** Without opening the value. Throws MEDDELANDE_OGILTIGT naming the key or header that is wrong. */
  huvud(meddelande: Meddelande): Meddelandehuvud
  /** Undefined when it is gone, or its key is. Throws NYCKEL_SAKNAS or MEDDELANDE_OGILTIGT when it is not what its head says. */
  oppna(meddelande: Meddelande): Promise<Uppgiftslage | undefined>
}

export interface KuvertDeps {
  readonly nycklar: Pick<Nycklar, 'forseglaForBuss' | 'oppnaFranBuss'>
  readonly amnesprefix: string
  /** Name of the installation. */
  readonly ursprung: string
}

/** 16 bytes: the last letter has two bits of them, and another one would be a second name of the same. */
const REF = /^[\w-]{21}[AQgw]$/
const TYP = /^se\.insyn\.([a-z]+)\.(andrad|borttagen)\.v1$/

/** CloudEvents 1.0 in Kafka's binary mode (protocol binding, 3.2), with what Insyn puts into it (docs/kafka.md). */
export function createKuvert({ nycklar, amnesprefix, ursprung }: KuvertDeps): Kuvert {
  function huvuden(andring: Andring, handelse: 'andrad' | 'borttagen'): Record<string, string> {
    return {
      ce_specversion: '1.0',
      ce_id: `${andring.uppgiftRef}/${andring.version}`,
      ce_source: `/${ursprung}/${andring.kalla}/${andring.stadsdel}`,
      ce_type: `se.insyn.${andring.mangd}.${handelse}.v1`,
      ce_subject: andring.uppgiftRef,
      ce_time: andring.tid.toISOString(),
      ce_version: String(andring.version),
      traceparent: `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-00`,
    }
  }

  return {
    amne: (mangd) => uppgiftsamne(amnesprefix, mangd),

    andrad(andring, lage) {
      const jwe = nycklar.forseglaForBuss(andring.stadsdel, andring.mangd, JSON.stringify(lage))
      return {
        nyckel: andring.uppgiftRef,
        varde: Buffer.from(jwe),
        huvuden: { ...huvuden(andring, 'andrad'), 'content-type': 'application/jose' },
      }
    },

    borta: (andring) => ({ nyckel: andring.uppgiftRef, varde: null, huvuden: huvuden(andring, 'borttagen') }),

    huvud: readHead,

    async oppna(meddelande) {
      const { uppgiftRef, version, borta } = readHead(meddelande)
      if (borta || meddelande.varde === null) return undefined
      const klartext = await nycklar.oppnaFranBuss(meddelande.varde.toString('utf8'))
      if (klartext === undefined) return undefined
      const lage = JSON.parse(klartext) as Uppgiftslage
      // A value that was moved to another key opens as well as in its own place.
      if (lage.uppgiftRef !== uppgiftRef || lage.version !== version) throw ogiltigt('value')
      return lage
    },
  }
}

function readHead({ nyckel, varde, huvuden }: Meddelande): Meddelandehuvud {
  if (!REF.test(nyckel)) throw ogiltigt('key')
  const [, mangd, handelse] = TYP.exec(huvuden.ce_type ?? '') ?? []
  const borta = handelse === 'borttagen'
  if (!isMangd(mangd) || borta !== (varde === null)) throw ogiltigt('ce_type')
  const [, kalla, stadsdel] = /^\/[^/]+\/([^/]+)\/([^/]+)$/.exec(huvuden.ce_source ?? '') ?? []
  if (!isKalla(kalla) || stadsdel === undefined || !MANGDER_AV_KALLA[kalla].includes(mangd)) throw ogiltigt('ce_source')
  const version = Number(huvuden.ce_version)
  if (!Number.isSafeInteger(version) || version < 1) throw ogiltigt('ce_version')
  return { uppgiftRef: nyckel, stadsdel, kalla, mangd, version, borta }
}

const isMangd = (text: string | undefined): text is Informationsmangd =>
  INFORMATIONSMANGDER.some((mangd) => mangd === text)
const isKalla = (text: string | undefined): text is KallaNamn => KALLOR.some((kalla) => kalla === text)

const ogiltigt = (vad: string): InsynError =>
  new InsynError('MEDDELANDE_OGILTIGT', `a message on the bus does not follow its contract: ${vad}`)
