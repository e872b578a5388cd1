import { INFORMATIONSMANGDER, KINDS } from '../../informationsmangd.ts'
import { avtalInForce } from '../../policy/decide.ts'
import type { Policy } from '../../policy/policy.ts'
import type { Document, Part } from '../pdf/document.ts'
import { type Contact, contactText, organisationOf, type Processor } from './processor.ts'

/** What the hub does with the data of every board: GDPR article 30.2 b. */
const CATEGORIES = [
  'Läser uppgifter ur verksamhetssystemen, bara de fält som nämnden har godkänt.',
  'Håller en krypterad kopia av dem, så att frågor kan besvaras utan att källorna belastas.',
  'Visar dem för kontaktcentrets personal, för ett ändamål och efter rollens behörighet.',
  'Kopierar dem till den frågandes öppna ärende och tar bort dem när ärendet stängs.',
  'För logg över varje åtkomst, åt nämnden, och lämnar utdrag ur den.',
]

/** What the hub itself does for security: GDPR articles 30.2 d and 32. */
const MEASURES = [
  'Varje åtkomst skrivs i nämndens åtkomstlogg innan något lämnas ut; utan logg lämnas inget ut.',
  'Loggen är ett Merkle-träd med undertecknade kontrollpunkter, så att ändringar märks.',
  'Uppgifterna är krypterade med en nyckel för varje nämnd och slag; nyckeln förstörs när avtalet upphör.',
  'Personer med skyddade personuppgifter kopieras aldrig.',
  'Personnummer finns aldrig i adresser, tekniska loggar eller mätvärden.',
  'Anropande system har egna avtal, takt och certifikat, och kan stängas av genast.',
]

export interface ProcessedFor {
  readonly stadsdel: string
  readonly namn: string
  readonly kontakt: Contact
  readonly dataskyddsombud: Contact
  readonly diarienummer: string
  readonly andamal: readonly string[]
  readonly mangder: readonly string[]
  readonly loggAr: number
}

/** The processor's record of processing (GDPR article 30.2), of the boards that have an avtal on the day. */
export interface ProcessingRecord extends Omit<Processor, 'ansvariga'> {
  readonly datum: string
  readonly policyversion: string
  readonly kategorier: readonly string[]
  readonly ansvariga: readonly ProcessedFor[]
}

export function processingRecord(policy: Policy, processor: Processor, day: string, only?: string): ProcessingRecord {
  const boards = policy.stadsdelar.flatMap(({ kod: stadsdel }): ProcessedFor[] => {
    const avtal = avtalInForce(policy, stadsdel, day)
    if (avtal === undefined || (only !== undefined && only !== stadsdel)) return []
    return [
      {
        stadsdel,
        ...organisationOf(processor, stadsdel),
        diarienummer: avtal.diarienummer,
        andamal: avtal.andamal.map((code) => policy.andamal[code]?.namn ?? code),
        mangder: INFORMATIONSMANGDER.filter((mangd) => avtal.mangder.includes(mangd)).map(
          (mangd) => KINDS[mangd].description,
        ),
        loggAr: avtal.loggAr,
      },
    ]
  })
  return {
    ...processor,
    datum: day,
    policyversion: policy.version,
    kategorier: CATEGORIES,
    ansvariga: boards,
    sakerhetsatgarder: [...MEASURES, ...processor.sakerhetsatgarder],
  }
}

const heading = (level: 1 | 2 | 3, text: string): Part => ({ kind: 'heading', level, text })
const paragraph = (text: string): Part => ({ kind: 'paragraph', text })
const list = (items: readonly string[]): Part => ({ kind: 'list', items })

export function processingDocument(record: ProcessingRecord): Document {
  const { bitrade, ansvariga, datum, policyversion } = record
  return {
    title: 'Register över behandling, personuppgiftsbiträde',
    author: bitrade.namn,
    at: new Date(`${datum}T00:00:00Z`),
    foot: `Register enligt artikel 30.2, ${datum}, policy ${policyversion}`,
    parts: [
      heading(1, 'Register över behandling, personuppgiftsbiträde'),
      paragraph(
        `Enligt artikel 30.2 i dataskyddsförordningen. Upprättat ${datum} ur avtal och konfiguration, policyns version ${policyversion}.`,
      ),
      heading(2, 'Personuppgiftsbiträde'),
      list([
        bitrade.namn,
        `Kontakt: ${contactText(bitrade.kontakt)}`,
        `Dataskyddsombud: ${contactText(bitrade.dataskyddsombud)}`,
      ]),
      heading(2, 'Kategorier av behandling'),
      list(record.kategorier),
      heading(2, 'Personuppgiftsansvariga'),
      ...ansvariga.flatMap((one) => [
        heading(3, one.namn),
        list([
          `Avtal: ${one.diarienummer}`,
          `Kontakt: ${contactText(one.kontakt)}`,
          `Dataskyddsombud: ${contactText(one.dataskyddsombud)}`,
          `Ändamål: ${one.andamal.join('; ')}`,
          `Slag av uppgifter: ${one.mangder.join('; ')}`,
          `Åtkomstloggen sparas ${String(one.loggAr)} år.`,
        ]),
      ]),
      ...(ansvariga.length === 0 ? [paragraph('Ingen nämnd har ett avtal som gäller den dagen.')] : []),
      heading(2, 'Underbiträden'),
      record.underbitraden.length === 0
        ? paragraph('Inga.')
        : list(record.underbitraden.map(({ namn, uppgift, land }) => `${namn}: ${uppgift} (${land})`)),
      heading(2, 'Överföringar till länder utanför EU och EES'),
      record.overforingar.length === 0
        ? paragraph('Inga.')
        : list(record.overforingar.map(({ land, mottagare, skydd }) => `${land}: ${mottagare}. Skydd: ${skydd}`)),
      heading(2, 'Säkerhetsåtgärder'),
      list(record.sakerhetsatgarder),
      heading(2, 'Underskrift'),
      { kind: 'signature', labels: ['Ort och datum', 'Underskrift för personuppgiftsbiträdet', 'Namnförtydligande'] },
    ],
  }
}
