import type { Canary } from '../canary.ts'
import type { Population } from '../population/population.ts'
import type { Truth, TruthItem } from '../population/truth.ts'
import type { Child } from './children.ts'

const SKYDD: Readonly<Record<Truth['skydd'], string>> = {
  ingen: 'INGEN',
  sekretessmarkering: 'SEKRETESSMARKERING',
  'skyddad-folkbokforing': 'SKYDDAD_FOLKBOKFORING',
  fingerade: 'FINGERADE_PERSONUPPGIFTER',
}
const PLACE_STATUS: Readonly<Record<string, string>> = { kommande: 'KOMMANDE', pagaende: 'PAGAR', avslutad: 'AVSLUTAD' }
const QUEUE_STATUS: Readonly<Record<string, string>> = {
  vantar: 'VANTAR',
  erbjuden: 'ERBJUDEN',
  'tackat-nej': 'TACKAT_NEJ',
  placerad: 'PLACERAD',
}
/** None of them says that a child is not protected. */
const UNREADABLE_FLAGS: readonly unknown[] = [undefined, null, 0, false, { kod: 'INGEN' }, ['INGEN'], 'ingen']

/** The whole record of a child: also everything that no manifest lists, in canary mode as markers. */
export function record(population: Population, index: number, child: Child, k: Canary, unreadable: boolean): object {
  const { personnummer, fornamn, efternamn, skydd } = population.person(index)
  const secret = population.secret(index)
  const flag = unreadable ? UNREADABLE_FLAGS[index % UNREADABLE_FLAGS.length] : SKYDD[skydd]
  return {
    barnId: k(`B-${index}`),
    fornamn: k(fornamn),
    efternamn: k(efternamn),
    adress: { gata: k(secret.street), postnummer: k(secret.postalCode), portkod: k(secret.doorCode) },
    vardnadshavare: [
      { namn: k(secret.relative), personnummer: k(secret.trustee), telefon: k(secret.relativePhone) },
      { namn: k('Åsa "Essa" \\ Öberg'), epost: k(secret.email) },
    ],
    placeringar: child.forskoleplacering.map((item) => placement(item, k)),
    koplatser: child.forskoleko.map((item) => queuePlace(item, k, secret.relative)),
    halsa: { allergier: k('nötter'), specialkost: k('laktosfri'), anteckning: k(secret.journal) },
    // The flag and the number come last: a reader must not depend on the order of members.
    skyddsmarkering: flag,
    personnummer,
  }
}

const placement = ({ franOchMed, tillOchMed, status, ...item }: TruthItem, k: Canary): object => ({
  ...item,
  fran: franOchMed,
  till: tillOchMed ?? null,
  status: PLACE_STATUS[status as string],
  vistelsetid: k('7.30-16.30'),
  avgiftsklass: k('2'),
  schema: [k('mån-fre')],
})

const queuePlace = ({ sedan, onskadEnhet, status }: TruthItem, k: Canary, relative: string): object => ({
  koSedan: sedan,
  onskadEnhet,
  status: QUEUE_STATUS[status as string],
  plats: k('17'),
  fortur: { skal: k('särskilda behov'), kontakt: k(relative) },
})
