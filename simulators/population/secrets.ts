import type { StadsdelFacts } from './districts.ts'
import { firstName, lastName } from './names.ts'
import type { Secret } from './population.ts'
import type { Random } from './random.ts'

const STREETS = ['Björnstigen', 'Sägenvägen', 'Örtagårdsgränd', 'Månadsvägen', 'Vitsippsbacken', 'Kvarnstensgatan']
const DIAGNOSES = [
  'Demens vid Alzheimers sjukdom (F00)',
  'Hjärtsvikt (I50)',
  'Stroke, följdtillstånd (I69)',
  'Artros (M15)',
  'KOL (J44)',
]
const MEDICINES = [
  'Furosemid 40 mg 1+1+0',
  'Metoprolol 50 mg 1x1',
  'Donepezil 10 mg till natten',
  'Paracetamol 1 g vid behov',
]
const SENTENCES = [
  'Den enskilde uppger sig ha svårt att resa sig ur sängen på morgonen och har fallit två gånger den senaste månaden.',
  'Dottern är orolig & ringer flera gånger i veckan; relationen till sonen är ansträngd.',
  'Sömnen är dålig, aptiten < hälften av det vanliga, och viss förvirring noteras kvällstid.',
  'Hemmet är trångt; badrummet saknar stödhandtag och tröskeln till köket är hög.',
  'Den enskilde vill bo kvar hemma och tackar nej till boende i nuläget.',
  'Läkaren på vårdcentralen har kontaktats angående blodtrycket.',
]

/** What the sources know and nobody listed. Telephone numbers are of the series kept for fiction. */
export function createSecret(s: Random, stadsdel: StadsdelFacts, companion: string): Secret {
  const mobile = (): string => `070-174 06 ${String(s.between(5, 99)).padStart(2, '0')}`
  const street = `${s.options(STREETS)} ${s.between(1, 120)}, ${s.between(1, 6)} tr`
  return {
    street,
    postalCode: String(stadsdel.postalCode + s.number(99)),
    postalTown: stadsdel.postalTown,
    doorCode: String(s.between(1000, 9999)),
    telefon: `08-465 004 ${String(s.number(100)).padStart(2, '0')}`,
    mobile: mobile(),
    email: `post${s.between(1000, 999999)}@example.se`,
    accountNumber: `9999-${s.between(100, 999)} ${s.between(100, 999)} ${s.number(10)}`,
    relative: `${firstName(s)} ${lastName(s)}`,
    relativePhone: mobile(),
    trustee: companion,
    doctor: `Dr ${lastName(s)}`,
    diagnosis: s.options(DIAGNOSES),
    medicine: s.options(MEDICINES),
    journal: Array.from({ length: s.between(2, 5) }, () => s.options(SENTENCES)).join(' '),
  }
}
