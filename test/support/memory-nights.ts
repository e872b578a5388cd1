import type { SourceName } from '../../src/informationsmangd.ts'
import type {
  HeldDeletion,
  NightRow,
  NightState,
  Run,
  RunningRun,
  RunOrder,
  RunPage,
} from '../../src/operations/night-runs.ts'
import type { Nights, SyncPause, UpcomingRun } from '../../src/operations/nights.ts'
import { daysAfter } from '../../src/platform/stockholm-time.ts'
import type { QuarantineGroup } from '../../src/sync/quarantined.ts'
import type { Scope } from '../../src/sync/source.ts'

/** 12:00 in Stockholm; the pages' clock in tests. */
const NOW = new Date('2026-10-15T10:00:00Z')
const TODAY = '2026-10-15'
export const at = (clock: string, date = TODAY) => new Date(`${date}T${clock}+02:00`)

const STADSDELAR = [
  ['bromma', 'Bromma'],
  ['farsta', 'Farsta'],
  ['hasselby-vallingby', 'Hässelby-Vällingby'],
  ['norra-innerstaden', 'Norra innerstaden'],
  ['skarholmen', 'Skärholmen'],
] as const
const SOURCES: readonly SourceName[] = ['paraplyet', 'agresso']
export const SCOPES: readonly Scope[] = STADSDELAR.flatMap(([stadsdel]) =>
  SOURCES.map((source) => ({ source, stadsdel })),
)
const NIGHTS = Array.from({ length: 14 }, (_, place) => daysAfter(TODAY, place - 13))

/** Runs by their place in the grid: `<scope number>0<night number>`. */
const runNumber = (scope: number, night: number) => (scope + 1) * 100 + night

const TROUBLED: Readonly<Record<string, NightState>> = {
  'paraplyet/skarholmen/13': 'hallen',
  'paraplyet/norra-innerstaden/10': 'misslyckad',
  'paraplyet/norra-innerstaden/11': 'misslyckad',
  'paraplyet/norra-innerstaden/12': 'misslyckad',
  'paraplyet/norra-innerstaden/13': 'misslyckad',
  'paraplyet/farsta/12': 'klar-med-karantan',
  'paraplyet/farsta/13': 'klar-med-karantan',
  'agresso/bromma/0': 'ej-kord',
  'agresso/bromma/1': 'ej-kord',
  'agresso/farsta/13': 'pagar',
}

const row = ({ source, stadsdel }: Scope, place: number): NightRow => ({
  ...{ source, stadsdel, namn: nameOf(stadsdel), readAt: at('02:14'), fresh: true },
  cells: NIGHTS.map((night, number) => {
    const state = TROUBLED[`${source}/${stadsdel}/${String(number)}`] ?? 'klar'
    const missed = state === 'ej-kord'
    return {
      ...{ night, state, run: missed ? null : runNumber(place, number), why: missed ? 'pausad' : null },
      code: state === 'misslyckad' ? 'KALLA_OTILLGANGLIG' : null,
    }
  }),
})

const nameOf = (stadsdel: string): string => STADSDELAR.find(([code]) => code === stadsdel)?.[1] ?? stadsdel

const COUNTS = { read: 29_400, added: 12, changed: 192, unchanged: 29_196, removed: 3, quarantined: 0 }

export const HELD: HeldDeletion = {
  ...{ source: 'paraplyet', stadsdel: 'skarholmen', namn: 'Skärholmen', run: 913, since: at('02:08') },
  reason: 'for-manga-borta',
  text: 'Fler uppgifter är borta än gränsen tillåter.',
  touched: 430,
  volumes: [
    { mangd: 'beslut', of: 'uppgifter', gone: 412, known: 3184 },
    { mangd: 'avgift', of: 'uppgifter', gone: 18, known: 2120 },
  ],
  ...{ limit: 0.05, approved: null, rejected: null },
}

export const GROUPS: readonly QuarantineGroup[] = [
  {
    ...{ source: 'paraplyet', stadsdel: 'farsta', mangd: 'beslut', falt: 'tillOchMed', reason: 'ogiltigt-datum' },
    ...{ since: at('02:11', '2026-10-14'), count: 31, ids: [41, 40] },
  },
  {
    ...{ source: 'paraplyet', stadsdel: 'farsta', mangd: 'beslut', falt: 'insats', reason: 'okand-kod' },
    ...{ since: at('02:11'), count: 6, ids: [47] },
  },
]

const RUN: Run = {
  ...{ id: 913, source: 'paraplyet', stadsdel: 'skarholmen', namn: 'Skärholmen', night: TODAY, kind: 'fullstandig' },
  ...{ state: 'hallen', trigger: 'schema', begun: at('02:01'), ended: at('02:08'), ordered: null, counts: COUNTS },
}

export const RUN_PAGE: RunPage = {
  ...RUN,
  ...{ dueAt: at('02:00'), durationMs: 420_000, medianMs: 400_000, aborted: null, failure: null, quarantine: [] },
  drift: { seen: [{ field: 'nyttFalt', fresh: true }], unseen: ['gammaltFalt'] },
  guard: { ...HELD, over: false },
}

export const RUNNING: RunningRun = {
  ...RUN,
  ...{ id: 413, source: 'agresso', stadsdel: 'farsta', namn: 'Farsta', state: 'pagar', trigger: 'manuell' },
  ...{ begun: at('11:58'), ended: null, counts: { ...COUNTS, read: 12_700 }, expected: 20_400, medianMs: 300_000 },
  ordered: { by: 'Mats Ekdahl', reason: 'Rättade datum i källan.', at: at('11:57') },
  ...{ leftMs: 240_000, progressAt: NOW, abortAsked: null },
}

export const ORDER: RunOrder = {
  ...{ id: 7, kind: 'fullstandig', scopes: [{ source: 'paraplyet', stadsdel: 'bromma' }], by: 'Mats Ekdahl' },
  ...{ reason: 'Källan var nere.', ordered: at('11:59'), begun: null, ended: null, failed: [] },
}

export const PAUSE: SyncPause = {
  ...{ id: 3, source: 'agresso', stadsdel: null, by: 'Eva Lind', reason: 'Agresso byter version.', at: at('09:00') },
}

const upcoming = (days: number): readonly UpcomingRun[] =>
  Array.from({ length: days }, (_, day) => daysAfter(TODAY, day + 1)).flatMap((night): UpcomingRun[] => {
    const left = { source: 'agresso', stadsdel: 'bromma', why: 'uppehall', reason: 'Månadsbokslut' } as const
    return [
      {
        ...{
          kind: 'fullstandig',
          dueAt: at('01:00', night),
          night,
          scopes: SCOPES,
          left: night.endsWith('-20') ? [left] : [],
        },
        ...{ expectedMs: 5_280_000, expectedRead: 412_806 },
      },
      ...['06', '09', '12', '15'].map((hour): UpcomingRun => ({
        ...{ kind: 'andrade', dueAt: at(`${hour}:00`, night), night, scopes: SCOPES, left: [] },
        ...{ expectedMs: 60_000, expectedRead: 900 },
      })),
      {
        kind: 'gallring',
        dueAt: at('02:30', night),
        night,
        scopes: [],
        left: [],
        expectedMs: null,
        expectedRead: null,
      },
    ]
  })

const since = (at: Date) => ({ since: at, scope: null })

export const NIGHTS_IN_MEMORY: Nights = {
  grid: async (days) => ({
    nights: NIGHTS.slice(-days),
    rows: SCOPES.map(row).map((one) => ({ ...one, cells: one.cells.slice(-days) })),
  }),
  run: async (id) =>
    id === RUN.id
      ? RUN_PAGE
      : id === RUNNING.id
        ? { ...RUN_PAGE, ...RUNNING, guard: null, durationMs: null }
        : undefined,
  runs: async ({ limit }) =>
    [
      RUN,
      { ...RUN, id: 912, state: 'klar' as const, begun: at('02:01', '2026-10-14'), ended: at('02:08', '2026-10-14') },
    ].slice(0, limit),
  running: async () => [RUNNING],
  orders: async () => [ORDER],
  forecast: async (scopes) => ({ ms: 420_000 * scopes.length, read: 29_400 * scopes.length }),
  upcoming: async (days) => upcoming(days),
  nextRun: async () => upcoming(1)[0],
  lastNight: async () => ({
    ...{ night: TODAY, begun: at('01:00'), ended: at('02:31'), durationMs: 5_460_000, medianMs: 5_280_000 },
    ...{ counts: { ...COUNTS, read: 412_806, changed: 1_928 }, quarantined: 37, quarantineGrowth: 31 },
    byState: { klar: 7, 'klar-med-karantan': 1, misslyckad: 1, hallen: 1, 'ej-kord': 0, pagar: 0 },
    worst: {
      source: 'paraplyet',
      stadsdel: 'norra-innerstaden',
      namn: 'Norra innerstaden',
      nights: 4,
      state: 'misslyckad',
    },
  }),
  needsPerson: async () => [
    {
      ...{ kind: 'borttagning-halls', heading: 'Borttagning hålls: Skärholmen, Paraplyet', ...since(at('02:08')) },
      text: 'Källan svarade med 412 uppgifter färre än i går, av 3 184 (12,9 %). Gränsen är 5 %. Ingenting är borttaget.',
      goTo: { page: 'hallen', run: 913 },
    },
    {
      ...{
        kind: 'natten-misslyckad',
        heading: 'Norra innerstaden, Paraplyet: 4 nätter utan svar',
        ...since(at('02:00')),
      },
      text: 'Anslutningen nekades. Uppslag visar gamla uppgifter eller vem man ska ringa.',
      goTo: { page: 'korning', run: 713 },
    },
    {
      ...{ kind: 'karantan-vaxer', heading: 'Karantän: Farsta, 37 rader', ...since(at('02:11')) },
      text: '31 datum går inte att läsa (fältet tillOchMed i beslut), 6 har en okänd kod.',
      goTo: { page: 'karantan', source: 'paraplyet', stadsdel: 'farsta' },
    },
    {
      ...{ kind: 'certifikat-gar-ut', heading: 'Certifikat går ut om 14 dagar: Agresso', since: null, scope: null },
      text: 'Gäller till 2026-10-29. Efter den dagen slutar fakturor att uppdateras.',
      goTo: { page: 'certifikat' },
    },
  ],
  pauses: async () => [PAUSE],
  heldDeletions: async () => [HELD],
  outbox: async () => ({
    ...{ waiting: 31, oldestSeconds: 48, trend: 'minskar' },
    samples: Array.from({ length: 288 }, (_, place) => ({
      at: new Date(NOW.getTime() - (287 - place) * 300_000),
      waiting: Math.max(12, 210 - Math.abs(place - 220) * 3),
      oldestSeconds: 40,
    })),
  }),
  deliveries: async () => [
    {
      ...{ target: 'arendesystem', state: 'levererar', paused: null, today: 1812, waiting: 27, oldestSeconds: 48 },
      ...{ parked: 2, lastAt: at('11:59') },
    },
    {
      ...{ target: 'buss', state: 'pausad', today: 1940, waiting: 4, oldestSeconds: 1, parked: 0, lastAt: at('11:59') },
      paused: { by: 'Eva Lind', reason: 'Kafka byter version.', at: at('09:00') },
    },
    {
      ...{ target: 'rensning', state: 'slapar-efter', paused: null, today: null, waiting: 12, oldestSeconds: 7_800 },
      ...{ parked: 2, lastAt: at('08:41') },
    },
  ],
  quarantine: async ({ source, stadsdel, mangd }) =>
    GROUPS.filter(
      (one) =>
        one.source === (source ?? one.source) &&
        one.stadsdel === (stadsdel ?? one.stadsdel) &&
        one.mangd === (mangd ?? one.mangd),
    ),
  deadLetters: async () => [
    {
      ...{ stadsdel: 'farsta', source: 'paraplyet', mangd: 'avgift', reason: 'KAFKA_NEKAR', count: 3 },
      ...{ since: at('08:00'), uppgiftRefs: ['a'] },
    },
  ],
  reconciliation: async () => [
    {
      ...{ side: 'amne', source: 'paraplyet', stadsdel: 'farsta', mangd: 'beslut', onTheWay: 1, deviations: 4 },
      ...{ their: { count: 7, digest: '00' }, mirror: { count: 11, digest: '01' }, compared: at('04:00') },
    },
    {
      ...{ side: 'kalla', source: 'agresso', stadsdel: 'bromma', mangd: 'faktura', onTheWay: 0, deviations: 0 },
      ...{ their: { count: 7, digest: '00' }, mirror: { count: 7, digest: '00' }, compared: at('04:00') },
    },
  ],
  certificates: () => [{ name: 'agresso.tls.certifikat', ends: at('00:00', '2026-10-29'), days: 14 }],
  avtal: () => [
    { stadsdel: 'farsta', namn: 'Farsta', diarienummer: 'FAR 2026/12', ends: '2026-11-30', days: 46, continued: false },
    { stadsdel: 'bromma', namn: 'Bromma', diarienummer: 'BRO 2026/3', ends: '2027-12-31', days: 442, continued: true },
  ],
  codeText: (code) =>
    code === 'ogiltigt-datum'
      ? { what: 'Datumet går inte att läsa', remedy: 'Rätta datumet i källan och kör om.' }
      : { what: `Fel ${code}`, remedy: 'Ring den som förvaltar källan.' },
}
