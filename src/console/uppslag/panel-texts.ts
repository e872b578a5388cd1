import type { Informationsmangd, SourceName } from '../../informationsmangd.ts'

export type PanelId =
  'beslut' | 'avgift' | 'utforare' | 'handlaggare' | 'ko' | 'rakningsmottagare' | 'fakturor' | 'forskola'

export interface PanelKind {
  readonly id: PanelId
  /** Of the shortcut and the tab. */
  readonly letter: string
  readonly name: string
  readonly source: SourceName
  readonly mangder: readonly [Informationsmangd, ...Informationsmangd[]]
  /** `Inga beslut`. */
  readonly none: string
  /** When the source did not answer. */
  readonly say: string
}

/** In their fixed places. The last stands there only where the request opens it: it is another desk's work. */
export const PANELS: readonly PanelKind[] = [
  {
    ...{ id: 'beslut', letter: 'B', name: 'Beslut', source: 'paraplyet', mangder: ['beslut'], none: 'Inga beslut' },
    say: '”Jag kan inte se dina beslut just nu. De gäller fortfarande.”',
  },
  {
    ...{ id: 'avgift', letter: 'A', name: 'Avgift', source: 'paraplyet', mangder: ['avgift'], none: 'Ingen avgift' },
    say: '”Jag kan inte se avgiften just nu. Den ändras inte av det.”',
  },
  {
    ...{ id: 'utforare', letter: 'U', name: 'Utförare', source: 'paraplyet', mangder: ['utforare'] },
    none: 'Inga utförare',
    say: '”Jag kan inte se vem som utför dina insatser just nu. Insatserna fortsätter som vanligt.”',
  },
  {
    ...{ id: 'handlaggare', letter: 'H', name: 'Handläggare', source: 'paraplyet', mangder: ['handlaggare'] },
    none: 'Ingen handläggare',
    say: '”Jag kan inte se vem som är din handläggare just nu. Du har kvar din handläggare.”',
  },
  {
    ...{ id: 'ko', letter: 'K', name: 'Kö', source: 'paraplyet', mangder: ['kostatus'], none: 'Ingen plats i kö' },
    say: '”Jag kan inte se kön just nu. Det betyder inte att du saknar plats.”',
  },
  {
    ...{ id: 'rakningsmottagare', letter: 'R', name: 'Räkningsmottagare', source: 'paraplyet' },
    mangder: ['rakningsmottagare'],
    none: 'Ingen annan räkningsmottagare',
    say: '”Jag kan inte se vem som får räkningen just nu.”',
  },
  {
    ...{
      id: 'fakturor',
      letter: 'F',
      name: 'Fakturor',
      source: 'agresso',
      mangder: ['faktura'],
      none: 'Inga fakturor',
    },
    say: '”Jag kan inte se dina fakturor just nu. Betala det som står på fakturan du har fått.”',
  },
  {
    ...{ id: 'forskola', letter: 'S', name: 'Förskola', source: 'ber', mangder: ['forskoleplacering', 'forskoleko'] },
    none: 'Ingen placering och ingen plats i kö',
    say: '”Jag kan inte se förskoleplatsen just nu. Det betyder inte att barnet saknar plats.”',
  },
]

/** Words of the sources, as staff read them; any other word is shown as it is. */
const WORDS: Readonly<Record<string, string>> = {
  ...{ pagaende: 'Pågående', avslutat: 'Avslutat', avslag: 'Avslag', vilande: 'Vilande', kommande: 'Kommande' },
  ...{ avslutad: 'Avslutad', kommunal: 'Kommunal', privat: 'Privat', vantar: 'Väntar', erbjuden: 'Erbjuden' },
  ...{ 'tackat-nej': 'Tackat nej', placerad: 'Placerad', dagverksamhet: 'Dagverksamhet', servicehus: 'Servicehus' },
  ...{ 'vard-och-omsorgsboende': 'Vård- och omsorgsboende', anhorig: 'Anhörig', 'god-man': 'God man' },
  ...{ forvaltare: 'Förvaltare', fullmakt: 'Fullmakt' },
}

export const wordText = (word: string | undefined): string | undefined =>
  word === undefined ? undefined : Object.hasOwn(WORDS, word) ? WORDS[word] : word

/** Fields that are told of when a rule hides them; the others go by the name of their panel. */
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
}
