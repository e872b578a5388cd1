import type { StadsdelFakta } from './districts.ts'
import { efternamn, fornamn } from './names.ts'
import type { Hemligt } from './population.ts'
import type { Slump } from './random.ts'

const GATOR = ['Björnstigen', 'Sägenvägen', 'Örtagårdsgränd', 'Månadsvägen', 'Vitsippsbacken', 'Kvarnstensgatan']
const DIAGNOSER = [
  'Demens vid Alzheimers sjukdom (F00)',
  'Hjärtsvikt (I50)',
  'Stroke, följdtillstånd (I69)',
  'Artros (M15)',
  'KOL (J44)',
]
const MEDICINER = [
  'Furosemid 40 mg 1+1+0',
  'Metoprolol 50 mg 1x1',
  'Donepezil 10 mg till natten',
  'Paracetamol 1 g vid behov',
]
const MENINGAR = [
  'Den enskilde uppger sig ha svårt att resa sig ur sängen på morgonen och har fallit två gånger den senaste månaden.',
  'Dottern är orolig & ringer flera gånger i veckan; relationen till sonen är ansträngd.',
  'Sömnen är dålig, aptiten < hälften av det vanliga, och viss förvirring noteras kvällstid.',
  'Hemmet är trångt; badrummet saknar stödhandtag och tröskeln till köket är hög.',
  'Den enskilde vill bo kvar hemma och tackar nej till boende i nuläget.',
  'Läkaren på vårdcentralen har kontaktats angående blodtrycket.',
]

/** What the sources know and nobody listed. Telephone numbers are of the series kept for fiction. */
export function skapaHemligt(s: Slump, stadsdel: StadsdelFakta, foljeslagare: string): Hemligt {
  const mobil = (): string => `070-174 06 ${String(s.mellan(5, 99)).padStart(2, '0')}`
  const gatuadress = `${s.val(GATOR)} ${s.mellan(1, 120)}, ${s.mellan(1, 6)} tr`
  return {
    gatuadress,
    postnummer: String(stadsdel.postnummer + s.tal(99)),
    postort: stadsdel.postort,
    portkod: String(s.mellan(1000, 9999)),
    telefon: `08-465 004 ${String(s.tal(100)).padStart(2, '0')}`,
    mobil: mobil(),
    epost: `post${s.mellan(1000, 999999)}@example.se`,
    kontonummer: `9999-${s.mellan(100, 999)} ${s.mellan(100, 999)} ${s.tal(10)}`,
    narstaende: `${fornamn(s)} ${efternamn(s)}`,
    narstaendeTelefon: mobil(),
    godMan: foljeslagare,
    lakare: `Dr ${efternamn(s)}`,
    diagnos: s.val(DIAGNOSER),
    medicin: s.val(MEDICINER),
    journal: Array.from({ length: s.mellan(2, 5) }, () => s.val(MENINGAR)).join(' '),
  }
}
