import { randomUUID } from 'node:crypto'
import type { Access, LogRecord } from '../../src/atkomstlogg/access.ts'
import { type Informationsmangd, INFORMATIONSMANGDER } from '../../src/informationsmangd.ts'

export const LOGS = [
  ...['bromma', 'enskede-arsta-vantor', 'farsta', 'hagersten-alvsjo', 'hasselby-vallingby', 'jarva', 'kungsholmen'],
  ...['norra-innerstaden', 'skarpnack', 'skarholmen', 'sodermalm'],
]
const HANDLAGGARE = 200
const PERSONS = 100_000
const DAYS = 270
const DAY_MS = 86_400_000

/** Numbers that come again with the same seed. */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0
    const mixed = Math.imul(state ^ (state >>> 12), 0x297a2d39)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
  }
}

/** Few of many: the first are named most. */
const few = (random: () => number, count: number, power = 3): number => Math.floor(count * random() ** power)

const PURPOSES = ['samlad-fraga', 'fakturafraga', 'beslutsfraga', 'utforarfraga', 'avgiftsfraga', 'kofraga']
const ROLLER = ['aldre-direkt', 'funktionsnedsattning', 'barn-och-utbildning', 'trygghetsjour']
const CLIENTS = ['telefoni', 'konsol', 'e-tjanst']
const CAUSES_OF_EMPTY = ['okand', 'inga-uppgifter', 'hanvisning']
const CAUSES_OF_REFUSAL = ['oppettid', 'arende-saknas', 'identifiering', 'roll', 'for-manga-anrop', 'avtal-saknas']
const OWN = 'insyn'

/**
 * What a contact centre leaves in the logs in nine months: lookups of 200 people at work about 100,000 persons, of whom some
 * call far more often than others, the reports and the mirroring of their cases, and what is refused, flagged and reviewed.
 */
export function* searchRecords(count: number, now: Date, seed = 1): Generator<LogRecord> {
  const random = createRandom(seed)
  const pick = <T>(values: readonly T[]): T => values[few(random, values.length)] as T
  const some = (): Informationsmangd[] => {
    const from = few(random, INFORMATIONSMANGDER.length - 2)
    return INFORMATIONSMANGDER.slice(from, from + 1 + few(random, 4))
  }
  const start = now.getTime() - DAYS * DAY_MS
  for (let i = 0; i < count;) {
    const time = start + ((DAYS * DAY_MS) / count) * i
    const person = few(random, PERSONS, 2)
    const worker = few(random, HANDLAGGARE, 1.5)
    const mangder = some()
    const access: Access = {
      handelse: 'uppslag',
      handelseId: randomUUID(),
      tid: new Date(time).toISOString(),
      personRef: `person-${String(person).padStart(15, '0')}`,
      personnummerForseglat: 'AQAB0f6hPzS1M4u9mXh2jYk0cW5vQ2lJd3RlbGVmb25pAQAB0f6hPzS1',
      andamal: pick(PURPOSES),
      arende: `KC-2026-${String(Math.floor(person / 3) * 7 + Math.floor(random() * 5)).padStart(6, '0')}`,
      roll: ROLLER[worker % ROLLER.length] ?? null,
      slutanvandare: `handlaggare-${String(worker)}`,
      utfardare: 'inloggning',
      identitet: 'token',
      klient: pick(CLIENTS),
      relation: 'sjalv',
      identifiering: 'bankid',
      visat: mangder.map((mangd) => ({ mangd, falt: ['beslutsdatum', 'insats', 'omfattning', 'status'] })),
      utfall: 'visat',
      orsak: 'traff',
      avtal: 'SDN-2026/1',
      flaggor: random() < 0.01 ? ['upprepad'] : [],
      tillstand: null,
      policyversion: '0123456789abcdef',
    }
    const home = LOGS[Math.floor((person % LOGS.length) * random() ** 0.5)] ?? LOGS[0]
    const empty = (outcome: Access['utfall'], cause: string) => ({
      ...{ ...access, utfall: outcome, orsak: cause },
      ...{ avtal: null, visat: [] },
    })
    const system = {
      slutanvandare: 'arendesystem',
      utfardare: 'system',
      identitet: 'system',
      roll: 'arendesystem',
    } as const
    const share = random()
    const records = [
      ...(share < 0.6 ? [{ logg: home, access }] : []),
      ...(share >= 0.6 && share < 0.7 ? [{ logg: home, access: { ...access, handelse: 'faktura' } }] : []),
      ...(share >= 0.7 && share < 0.78 ? [{ logg: OWN, access: empty('tomt', pick(CAUSES_OF_EMPTY)) }] : []),
      ...(share >= 0.78 && share < 0.81 ? [{ logg: OWN, access: empty('nekat', pick(CAUSES_OF_REFUSAL)) }] : []),
      ...(share >= 0.81 && share < 0.812
        ? [OWN, home].map((log) => ({ logg: log, access: empty('nekat', 'skyddad') }))
        : []),
      ...(share >= 0.812 && share < 0.815
        ? [{ logg: home, access: { ...access, flaggor: ['undantag'], tillstand: randomUUID() } }]
        : []),
      ...(share >= 0.815 && share < 0.9
        ? [
            {
              logg: OWN,
              access: {
                ...empty('tomt', random() < 0.5 ? 'oppnat' : 'stangt'),
                ...{ ...system, handelse: 'arende', klient: 'arendesystem' },
              },
            },
          ]
        : []),
      ...(share >= 0.9 && share < 0.999
        ? [
            {
              logg: home,
              access: {
                ...access,
                ...system,
                slutanvandare: 'insyn',
                handelse: 'spegling',
                klient: 'insyn',
                roll: null,
              },
            },
          ]
        : []),
      ...(share >= 0.999
        ? [
            {
              logg: home,
              access: {
                ...empty('visat', 'sok'),
                ...{
                  handelse: 'granskning',
                  slutanvandare: `granskare-${String(worker % 12)}`,
                  roll: 'sakerhetsansvarig',
                },
                andamal: `Anmälan ${String(i)}`,
              },
            },
          ]
        : []),
    ] as LogRecord[]
    yield* records
    i += records.length
  }
}
