import { Type } from 'typebox'
import type { Kontrakt } from './contracts/contract.ts'
import { BEGARAN_ID, STATUSHUVUDEN, SVARSHUVUDEN } from './openapi-headers.ts'
import { PROBLEMADRESS, problem, problemtyp, slag, type Problemkod } from './problem.ts'
import { PROBLEMKODER } from './problem-types.ts'

const Fel = Type.Object({
  pekare: Type.String({ description: 'JSON Pointer till det som är fel; tom för hela begäran.' }),
  regel: Type.String({ description: 'Regeln som inte följs, aldrig värdet.' }),
})

/** RFC 9457. */
const ProblemSchema = Type.Object(
  {
    type: Type.Enum(PROBLEMKODER.map(problemtyp), {
      description: `Problemtypen. Förklaras på adressen; alla: ${PROBLEMADRESS}`,
    }),
    title: Type.String({ description: 'Problemtypen i klartext, på svenska.' }),
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    detail: Type.String({ description: 'Vad som gäller den här gången, på svenska. Säger ingenting om en person.' }),
    instance: Type.String({ format: 'uri', description: 'Begärans id som urn:uuid.' }),
    kod: Type.Enum([...PROBLEMKODER], {
      description: 'Problemtypens kod. Nya kan tillkomma: rätta sig då efter status.',
    }),
    fel: Type.Optional(Type.Array(Fel)),
  },
  { description: 'Problem enligt RFC 9457.' },
)

/** Named like the schemas of the contracts are: by what they are exported as. */
export const problemscheman = { Problem: ProblemSchema, Fel }

export const namngivna = (exempel: Readonly<Record<string, unknown>>): object =>
  Object.fromEntries(Object.entries(exempel).map(([namn, value]) => [namn, { value }]))

/** Statuses that a type can come with beside its own. */
const OVRIGA_STATUSAR: { readonly [K in Problemkod]?: readonly { readonly status: number; readonly regel: string }[] } =
  {
    BEGARAN_OGILTIG: [
      { status: 413, regel: 'är för stor' },
      { status: 415, regel: 'ska vara application/json' },
    ],
  }

/** One answer for each status, with every type that has it; `Ovrigt` stands for all that no operation lists. */
export function problemsvar(problemschema: unknown): Readonly<Record<string, object>> {
  const perStatus = new Map<number, Map<string, object>>()
  const lagg = (kod: Problemkod, status: number, fel?: { pekare: string; regel: string }) => {
    const ett = problem(kod, BEGARAN_ID, { status, fel: fel && [fel] })
    perStatus.set(status, (perStatus.get(status) ?? new Map<string, object>()).set(camel(kod), ett))
  }
  for (const kod of PROBLEMKODER) {
    const { status } = slag(kod)
    // Every failure of our own looks the same; one of them shows it.
    if (status === 500 && kod !== 'OVANTAT') continue
    lagg(kod, status, kod === 'BEGARAN_OGILTIG' ? { pekare: '/andamal', regel: 'måste anges' } : undefined)
    for (const { status: annan, regel } of OVRIGA_STATUSAR[kod] ?? []) lagg(kod, annan, { pekare: '', regel })
  }
  const svar = (beskrivning: string, status: number, exempel: ReadonlyMap<string, object>) => ({
    description: beskrivning,
    headers: { ...SVARSHUVUDEN, ...STATUSHUVUDEN[status] },
    content: {
      'application/problem+json': { schema: problemschema, examples: namngivna(Object.fromEntries(exempel)) },
    },
  })
  const statusar = [...perStatus].sort(([a], [b]) => a - b)
  return {
    ...Object.fromEntries(
      statusar.map(([status, exempel]) => [
        `Problem${status}`,
        svar(
          [...new Set([...exempel.values()].map((ett) => (ett as { title: string }).title))].join(' / '),
          status,
          exempel,
        ),
      ]),
    ),
    ProblemOvrigt: svar(
      'Ett annat problem; status och typ står i svaret.',
      0,
      perStatus.get(405) ?? new Map<string, object>(),
    ),
  }
}

const ALLTID: readonly Problemkod[] = [
  'BEGARAN_OGILTIG',
  'TOKEN_OGILTIG',
  'ATKOMST_NEKAD',
  'FOR_MANGA_ANROP',
  'OVANTAT',
  'LOGG_OTILLGANGLIG',
  'KALLA_OTILLGANGLIG',
]

export const problemkoder = ({
  startar,
  problem: egna,
}: Pick<Kontrakt, 'startar' | 'problem'>): readonly Problemkod[] => [
  ...new Set<Problemkod>([...ALLTID, ...(startar ? (['KONFLIKT', 'NYCKEL_ATERANVAND'] as const) : []), ...egna]),
]

/** The statuses that these types come with, each referring to its answer. */
export function problemreferenser(koder: readonly Problemkod[], medKropp: boolean): object {
  const statusar = new Set(koder.map((kod) => slag(kod).status))
  if (medKropp) for (const { status } of OVRIGA_STATUSAR.BEGARAN_OGILTIG ?? []) statusar.add(status)
  const sorterade = [...statusar].sort((a, b) => a - b)
  const referens = (namn: string) => ({ $ref: `#/components/responses/${namn}` })
  return {
    ...Object.fromEntries(sorterade.map((status) => [String(status), referens(`Problem${status}`)])),
    default: referens('ProblemOvrigt'),
  }
}

const camel = (kod: Problemkod): string => kod.toLowerCase().replace(/_./g, (tecken) => tecken.charAt(1).toUpperCase())
