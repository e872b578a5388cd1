import type { Faktura } from './invoices.ts'
import type { Change, PopulationOptions, Truth } from './truth.ts'

export const SOURCE_SYSTEM = ['paraplyet', 'agresso'] as const
export type SourceSystem = (typeof SOURCE_SYSTEM)[number]

/** What Paraplyet of one stadsdel holds about one person: the hub's field names, the source's full extent of rows. */
export interface Care {
  readonly beslut: readonly Beslut[]
  readonly avgift: readonly Avgift[]
  readonly utforare: readonly Utforare[]
  readonly handlaggare: readonly Handlaggare[]
  readonly kostatus: readonly QueuePlace[]
  readonly rakningsmottagare: readonly Rakningsmottagare[]
}

/** Dates are `YYYY-MM-DD`, periods `YYYY-MM`, money integer öre. An empty source field is an absent key. */
export interface Beslut {
  readonly beslutId: string
  readonly lagSfs: string
  readonly lagKapitel?: number
  readonly lagParagraf: string
  readonly insatsKod: string
  readonly insats: string
  readonly beslutsdatum: string
  readonly franOchMed: string
  readonly tillOchMed?: string
  readonly omfattning?: number
  readonly enhet?: string
  readonly status: 'pagaende' | 'avslutat' | 'avslag' | 'vilande'
}

export interface Avgift {
  readonly period: string
  readonly avgift: number
  readonly maxtaxa: number
  readonly forbehallsbelopp?: number
  readonly avgiftsgrundandeInkomst?: number
}

export interface Utforare {
  readonly uppdragId: string
  readonly namn: string
  readonly enhet?: string
  readonly regi: 'kommunal' | 'privat'
  readonly insats: string
  readonly telefon?: string
  readonly franOchMed: string
  readonly tillOchMed?: string
}

export interface Handlaggare {
  readonly handlaggareId: string
  readonly namn: string
  readonly enhet: string
  readonly ansvarsomrade: string
  readonly telefon?: string
  readonly telefontid?: string
}

export interface QueuePlace {
  readonly koId: string
  readonly slag: 'dagverksamhet' | 'vard-och-omsorgsboende' | 'servicehus'
  readonly status: 'vantar' | 'erbjuden' | 'tackat-nej' | 'placerad'
  readonly sedan: string
  readonly plats?: number
  readonly onskadEnhet?: string
}

export interface Rakningsmottagare {
  readonly namn: string
  readonly slag: 'anhorig' | 'god-man' | 'forvaltare' | 'fullmakt'
  readonly franOchMed: string
}

/** A row of the customer master of one company. A person may have two. */
export interface AgressoCustomer {
  /** From `antal` on: who is no person. */
  readonly index: number
  /** 8 digits. The same number is another person in another company. */
  readonly customerNumber: string
  /** Of who is no person: the number of the organisation, or an interim number. */
  readonly personnummer: string
  readonly namn: string
  /** '0' when not protected. */
  readonly protectionCode: string
  /** ISO 8601 UTC. */
  readonly lastChanged: string
}

/**
 * One invoice line with its invoice's head, as both invoice templates show it. Money in öre. A collectionStatus that is
 * absent: the invoice was never sent to the collection agency.
 */
export interface AgressoRow extends Omit<Faktura, 'rader'> {
  readonly customerNumber: string
  readonly radnummer: number
  readonly rowText: string
  readonly rowAmount: number
  /** ISO 8601 UTC. */
  readonly lastChanged: string
}

/** What the sources also know and no manifest lists. */
export interface Secret {
  readonly street: string
  readonly postalCode: string
  readonly postalTown: string
  readonly doorCode: string
  readonly telefon: string
  readonly mobile: string
  readonly email: string
  readonly accountNumber: string
  readonly relative: string
  readonly relativePhone: string
  readonly trustee: string
  readonly doctor: string
  readonly diagnosis: string
  readonly medicine: string
  readonly journal: string
}

/** The simulated city. Persons are made when asked for, by index from 0; nothing of them is held but the changes. */
export interface Population extends PopulationOptions {
  /** Codes. */
  readonly stadsdelar: readonly string[]
  /** Cheap. The stadsdelar where either source, or the one named, holds the person; the present home first. */
  stadsdelarOf(index: number, source?: SourceSystem): readonly string[]
  /** The stadsdel where the person lives now. */
  homeOf(index: number): string
  personnummerOf(index: number): string
  indexOf(personnummer: string): number | undefined
  /** Name and protection alone: cheap. */
  person(index: number): Omit<Truth, 'stadsdelar'>
  /** For stadsdelar of `stadsdelarAv(index, 'paraplyet')` only. */
  care(index: number, stadsdel: string): Care
  secret(index: number): Secret
  /** Empty when the company does not know the person. The first is the ordinary one; the second, if any, is far above. */
  customerNumber(index: number, stadsdel: string): readonly string[]
  /** Rows of the customer master in the order of kundnummer: the whole company, or one person. */
  agressoCustomers(stadsdel: string, index?: number): Iterable<AgressoCustomer>
  /** Sorted by kundnummer, fakturanummer, radnummer; only one customer number's rows when that is given. */
  agressoRows(index: number, stadsdel: string, customerNumber?: string): readonly AgressoRow[]
  truthAt(index: number): Truth
  truth(personnummer: string): Truth | undefined
  /** Throws when what is to be changed is not there. */
  change(change: Change, time?: Date): void
  /** Persons, in index order, whom a change at or after `tid` touched in this source and stadsdel and who are still there. */
  changedSince(time: Date, stadsdel: string, source: SourceSystem): readonly number[]
  /** Rises with every change in this source and stadsdel: what was rendered before is stale. */
  version(stadsdel: string, source: SourceSystem): number
}
