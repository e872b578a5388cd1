import { type Informationsmangd, KINDS } from '../informationsmangd.ts'

export const kindName = (mangd: string): string =>
  Object.hasOwn(KINDS, mangd) ? KINDS[mangd as Informationsmangd].label : mangd

/** In the middle of a sentence. */
export const FIELD_NAMES: Readonly<Record<string, string>> = {
  ...{ avgiftsgrundandeInkomst: 'inkomst', forbehallsbelopp: 'förbehållsbelopp', plats: 'plats i kön' },
  ...{ onskadEnhet: 'önskad enhet', beslutsdatum: 'beslutsdatum', lagSfs: 'lag', lagKapitel: 'kapitel' },
  ...{ lagParagraf: 'paragraf', omfattning: 'omfattning', enhet: 'enhet', insatsKod: 'insatskod', rader: 'rader' },
  ...{ fakturadatum: 'fakturadatum', paminnelser: 'påminnelser', inkasso: 'inkasso', telefon: 'telefon' },
  ...{ telefontid: 'telefontid', maxtaxa: 'maxtaxa', fornamn: 'förnamn', efternamn: 'efternamn', namn: 'namn' },
  ...{ franOchMed: 'första dag', tillOchMed: 'sista dag', ocrNummer: 'OCR-nummer', fakturanummer: 'fakturanummer' },
  ...{ belopp: 'belopp', kvarstaende: 'kvar att betala', betalstatus: 'om fakturan är betald', sedan: 'sedan när' },
  ...{ beslutId: 'beteckning', uppdragId: 'beteckning', handlaggareId: 'beteckning', koId: 'beteckning' },
  ...{ regi: 'driftsform', slag: 'slag', status: 'läge', period: 'månad', forskola: 'förskola' },
  ...{ 'rader.radnummer': 'radnummer', 'rader.text': 'radtext', 'rader.belopp': 'radbelopp' },
  ...{ forfallodatum: 'förfallodag', betaldDatum: 'betalningsdag', insats: 'insats', ansvarsomrade: 'ansvar' },
  ...{ avgift: 'avgift', delbetalning: 'delbetalning', forfallen: 'om fakturan är förfallen' },
  ...{ personnummer: 'personnummer', radnummer: 'radnummer', text: 'text' },
}

export const fieldLabel = (field: string): string =>
  Object.hasOwn(FIELD_NAMES, field) ? (FIELD_NAMES[field] ?? field) : field
