import { InsynError } from '../../errors.ts'
import type { Manifest } from '../../mapping/manifest.ts'
import type { Leverans } from '../../mapping/person-items.ts'
import type { Rad } from '../../mapping/row-reader.ts'
import type { AgressoKlient, Filter, Mall } from './client.ts'
import { kundregister, type Kundregister } from './customers.ts'
import { fakturasamling } from './invoices.ts'
import { lokalTid } from './local-time.ts'
import { sammanslagna } from './merge-streams.ts'
import { personnummerformer } from './number-forms.ts'
import { mallrader, type Lasvillkor } from './template-rows.ts'

export const MALLSLAG = ['kunder', 'oppna', 'historik'] as const
export type Mallslag = (typeof MALLSLAG)[number]

/** One company, ready to be read. */
export interface Foretag {
  readonly vem: string
  readonly klient: AgressoKlient
  readonly mallar: Readonly<Record<Mallslag, Mall>>
  readonly kund: Manifest
  readonly faktura: Manifest
  /** Zone of the times that the criterion last_update is compared with. */
  readonly tidszon: string
}

const KUNDNUMMER = 'apar_id'
const ANDRAD = 'last_update'
const PERSONNUMMER = 'comp_reg_no'
/** With more changed customers than this, reading everything and sorting out is less work for the source. */
const ENSKILDA = 20

/** Every customer and invoice. With `urval`, delivers only the persons who have one of these customer numbers. */
export async function* hela(
  foretag: Foretag,
  villkor: Lasvillkor,
  urval?: ReadonlySet<string>,
): AsyncGenerator<Leverans, void> {
  const register = kundregister()
  for await (const rader of las(foretag, 'kunder', [], villkor)) for (const rad of rader) register.lagg(rad)
  const fakturor = sammanslagna(las(foretag, 'oppna', [], villkor), las(foretag, 'historik', [], villkor))
  const leveranser = samlade(foretag, register, fakturor, villkor)
  if (urval === undefined) return yield* leveranser
  const valda = new Set([...urval].map((kundnummer) => register.av(kundnummer)?.personnummer))
  for await (const { personer } of leveranser) {
    const utvalda = personer.filter(({ personnummer }) => valda.has(personnummer))
    if (utvalda.length > 0) yield { personer: utvalda, herrelosa: [] }
  }
}

/** One person by personnummer, as any of the ways in which the master may have it written. */
export async function* person(
  foretag: Foretag,
  personnummer: string,
  villkor: Lasvillkor,
  avenSkyddad = false,
): AsyncGenerator<Leverans, void> {
  kravVillkor(foretag, 'kunder', PERSONNUMMER)
  kravVillkor(foretag, 'oppna', KUNDNUMMER)
  kravVillkor(foretag, 'historik', KUNDNUMMER)
  const register = kundregister()
  const nummer = new Set<string>()
  const svar = personnummerformer(personnummer, villkor.idag).map((varde) =>
    alla(las(foretag, 'kunder', [{ kolumn: PERSONNUMMER, typ: '=', varde }], villkor)),
  )
  for (const rad of (await allaEllerFel(svar)).flat()) {
    if (rad.falt['personnummer'] !== personnummer) continue
    register.lagg(rad)
    nummer.add(rad.personnyckel)
  }
  if (nummer.size > 0) yield* samlade(foretag, register, kundernas(foretag, [...nummer], villkor), villkor, avenSkyddad)
}

/** Persons with anything changed since, each whole. A template that cannot tell is read as a whole. */
export async function* andrade(foretag: Foretag, sedan: Date, villkor: Lasvillkor): AsyncGenerator<Leverans, void> {
  if (!MALLSLAG.every((slag) => foretag.mallar[slag].kolumner.has(ANDRAD))) return yield* hela(foretag, villkor)
  const filter: Filter = { kolumn: ANDRAD, typ: '>=', varde: lokalTid(sedan, foretag.tidszon) }
  const svar = MALLSLAG.map((slag) => alla(las(foretag, slag, [filter], villkor)))
  const nummer = new Set((await allaEllerFel(svar)).flat().map(({ personnyckel }) => personnyckel))
  if (nummer.size > ENSKILDA) return yield* hela(foretag, villkor, nummer)
  const personer = new Set<string>()
  for (const varde of nummer) {
    for await (const rader of las(foretag, 'kunder', [{ kolumn: KUNDNUMMER, typ: '=', varde }], villkor)) {
      for (const { falt } of rader) if (typeof falt['personnummer'] === 'string') personer.add(falt['personnummer'])
    }
  }
  for (const personnummer of personer) yield* person(foretag, personnummer, villkor)
}

async function* samlade(
  { faktura }: Foretag,
  register: Kundregister,
  rader: AsyncIterable<readonly Rad[]>,
  { idag }: Lasvillkor,
  avenSkyddad = false,
): AsyncGenerator<Leverans, void> {
  const samling = fakturasamling(faktura, register, idag, avenSkyddad)
  for await (const sats of rader) {
    for (const rad of sats) samling.add(rad)
    yield* nagot(samling.take())
  }
  samling.flush()
  yield* nagot(samling.take())
  yield* samling.ovriga()
}

function* nagot(leverans: Leverans): Generator<Leverans> {
  if (leverans.personer.length + leverans.herrelosa.length > 0) yield leverans
}

/** The invoices of a few customers, one after the other; rows of anybody else mean that the filter was not heeded. */
async function* kundernas(
  foretag: Foretag,
  nummer: readonly string[],
  villkor: Lasvillkor,
): AsyncGenerator<readonly Rad[], void> {
  for (const varde of nummer) {
    const filter: Filter[] = [{ kolumn: KUNDNUMMER, typ: '=', varde }]
    for (const slag of ['oppna', 'historik'] as const) {
      for await (const rader of las(foretag, slag, filter, villkor)) {
        if (rader.some(({ personnyckel }) => personnyckel !== varde)) {
          throw new InsynError('KALLA_INTE_SVAR', `${foretag.vem}: rows of another customer than was asked for`)
        }
        yield rader
      }
    }
  }
}

function las(
  foretag: Foretag,
  slag: Mallslag,
  filter: readonly Filter[],
  villkor: Lasvillkor,
): AsyncGenerator<Rad[], void> {
  const { klient, vem, mallar } = foretag
  const manifest = slag === 'kunder' ? foretag.kund : foretag.faktura
  const mall = mallar[slag]
  return mallrader({ klient, vad: `${vem} "${mall.namn}"`, mall, manifest, kallrad: slag, filter }, villkor)
}

async function alla(strom: AsyncIterable<readonly Rad[]>): Promise<Rad[]> {
  const samlat: Rad[] = []
  for await (const rader of strom) samlat.push(...rader)
  return samlat
}

/** Waits for all also when one fails, so that none is left running. */
async function allaEllerFel<T>(loften: readonly Promise<T>[]): Promise<T[]> {
  const utfall = await Promise.allSettled(loften)
  return utfall.map((ett) => {
    if (ett.status === 'rejected') throw ett.reason
    return ett.value
  })
}

function kravVillkor({ vem, mallar }: Foretag, slag: Mallslag, kolumn: string): void {
  if (mallar[slag].kolumner.has(kolumn)) return
  throw new InsynError('KONFIG_OGILTIG', `${vem}: template "${mallar[slag].namn}" has no criterion ${kolumn}`)
}
