import { betalstatus } from '../../mapping/betalstatus.ts'
import type { Manifest } from '../../mapping/manifest.ts'
import { createPersonAssembler } from '../../mapping/person-assembler.ts'
import type { Avvisad, Leverans, PersonPost, Varde } from '../../mapping/person-items.ts'
import type { Rad } from '../../mapping/row-reader.ts'
import type { Kund, Kundregister } from './customers.ts'

/** Persons without invoices in one delivery. */
const SATS = 500

export interface Fakturasamling {
  /** Rows of a customer come together; those of a person with several customer numbers are kept until all have come. */
  add(rad: Rad): void
  /** Nothing more comes. */
  flush(): void
  take(): Leverans
  /** After flush: the persons of the master who have no invoices or are protected, since their flag is told also so. */
  ovriga(): Iterable<Leverans>
}

/** Puts invoice rows into persons by way of the customer master. */
export function fakturasamling(
  manifest: Manifest,
  register: Kundregister,
  idag: Date,
  avenSkyddad = false,
): Fakturasamling {
  const personnummerAv = (kundnummer: string) => register.av(kundnummer)
  const personer = createPersonAssembler([manifest], { idag, personnummerAv, avenSkyddad })
  const undanhallna = new Map<Kund, Rad[]>()
  const okanda = new Set<string>()
  let herrelosa: Avvisad[] = []
  let kundnummer: string | undefined
  let grupp: Rad[] = []

  function lamna(kund: Kund, rader: readonly Rad[]): void {
    if (rader.length === 0) return
    kund.levererad = true
    for (const rad of utanInaktuella(rader)) personer.add(medBetalstatus(rad))
  }

  function avslutaKund(): void {
    const [rader, nummer] = [grupp, kundnummer]
    grupp = []
    kundnummer = undefined
    const kund = nummer === undefined ? undefined : register.av(nummer)
    if (kund === undefined) return
    if (!kund.flera) return lamna(kund, rader)
    const alla = [...(undanhallna.get(kund) ?? []), ...rader]
    if (nummer !== kund.sista) return void undanhallna.set(kund, alla)
    undanhallna.delete(kund)
    lamna(kund, alla)
  }

  return {
    add(rad) {
      if (rad.personnyckel !== kundnummer) {
        avslutaKund()
        kundnummer = rad.personnyckel
      }
      const kund = register.av(rad.personnyckel)
      // The master has told all there is to know of the flag: no more of a protected person is gathered, unless asked for.
      if (kund !== undefined) {
        if (kund.skydd === 'nej' || avenSkyddad) grupp.push(rad)
      } else if (!register.kant(rad.personnyckel) && !okanda.has(rad.personnyckel)) {
        okanda.add(rad.personnyckel)
        herrelosa.push(utanKund(rad, manifest))
      }
    },
    flush() {
      avslutaKund()
      for (const [kund, rader] of undanhallna) lamna(kund, rader)
      undanhallna.clear()
      personer.flush()
    },
    take() {
      const leverans = personer.take()
      const egna = [...herrelosa, ...register.taHerrelosa()]
      herrelosa = []
      return { personer: leverans.personer, herrelosa: [...egna, ...leverans.herrelosa] }
    },
    *ovriga() {
      let sats: PersonPost[] = []
      for (const { personnummer, skydd, levererad } of register.kunder()) {
        if (levererad) continue
        sats.push({ personnummer, skydd, uppgifter: {}, avvisade: [] })
        if (sats.length < SATS) continue
        yield { personer: sats, herrelosa: [] }
        sats = []
      }
      if (sats.length > 0) yield { personer: sats, herrelosa: [] }
    },
  }
}

/** An invoice that was closed between the two reads is in both: the closed one is what holds. */
function utanInaktuella(rader: readonly Rad[]): readonly Rad[] {
  const stangda = new Set<Varde>()
  for (const { kallrad, falt } of rader) {
    const nummer = falt['fakturanummer']
    if (kallrad === 'historik' && nummer !== undefined) stangda.add(nummer)
  }
  if (stangda.size === 0) return rader
  return rader.filter(({ kallrad, falt }) => kallrad === 'historik' || !stangda.has(falt['fakturanummer'] ?? ''))
}

const BETALSTATUS = 'betalstatus'

/**
 * Which template the row stands in tells whether the invoice is paid, and is known here only. The row reader gives
 * fields in the order of their names; keeping to it spares sorting every item for its digest.
 */
function medBetalstatus(rad: Rad): Rad {
  const { belopp, kvarstaende } = rad.falt
  if (typeof belopp !== 'number' || typeof kvarstaende !== 'number') return rad
  const status = betalstatus({ belopp, kvarstaende, historik: rad.kallrad === 'historik' })
  const falt: Record<string, Varde> = {}
  for (const [namn, varde] of Object.entries(rad.falt)) {
    if (namn > BETALSTATUS) falt[BETALSTATUS] ??= status
    falt[namn] = varde
  }
  falt[BETALSTATUS] ??= status
  return { ...rad, falt }
}

/** A customer that came into being after the master was read, or that the master does not tell. */
const utanKund = (rad: Rad, { personnyckel }: Manifest): Avvisad => ({
  mangd: 'faktura',
  falt: personnyckel,
  orsak: 'personnummer',
  ravarden: rad.personnyckel === '' ? {} : { [personnyckel]: rad.personnyckel },
})
