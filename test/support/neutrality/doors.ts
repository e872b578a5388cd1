import type { Question } from './ask.ts'
import { type Cause, CAUSES, type EndUser, fetchPath, lookup, NO_CASE } from './city.ts'

export interface Task {
  readonly door: string
  readonly cause: Cause | typeof NO_CASE
  readonly question: Question
}

/** What of a door can be asked: undefined for a cause that cannot be met there. */
type Door = (end: EndUser, cause: Cause) => Question | undefined

/** By the open case alone. */
const BY_CASE = 'lookup by case'
const byCase = (end: EndUser, cause: Cause | typeof NO_CASE): Question =>
  lookup({ ...end, headers: end.byCaseHeaders }, { arende: end.cases[cause] }, 'kofraga')

let cases = 0
const openCase = ({ caseHeaders, about }: EndUser, cause: Cause): Question => ({
  method: 'PUT',
  path: `/api/v1/arenden/KC-N-${String(++cases).padStart(7, '0')}`,
  headers: [...caseHeaders, 'Content-Type: application/json'],
  body: JSON.stringify({ status: 'oppnat', personnummer: about[cause].personnummer, andamal: 'kofraga' }),
})

/** Doors whose records tell the cause by the uppslagId of the answer. */
export const BY_NUMBER = ['lookup', 'live read', 'reference to a person', BY_CASE]

/** Every way to ask about somebody. `personIds`: of earlier answers, by number. */
const doors = (personIds: ReadonlyMap<string, string>): Readonly<Record<string, Door>> => ({
  lookup: (end, cause) => lookup(end, { personnummer: end.about[cause].personnummer }, 'kofraga'),
  'live read': (end, cause) =>
    lookup(end, { personnummer: end.about[cause].personnummer, aktualitet: 'direkt' }, 'kofraga'),
  // An invoice in reach is shown; one out of reach is what the next door asks for.
  invoice: (end, cause) =>
    cause === 'out of reach' ? undefined : lookup(end, { ocrNummer: end.about[cause].ocrNummer }, 'fakturafraga'),
  'invoice out of reach': (end, cause) => lookup(end, { ocrNummer: end.about[cause].ocrNummer }, 'kofraga'),
  'reference to a person': (end, cause) =>
    lookup(end, { personId: personIds.get(end.about[cause].personnummer) }, 'kofraga'),
  'reference to an invoice': (end, cause) =>
    cause === 'out of reach' ? undefined : fetchPath(end.headers, `/api/v1/fakturor/${end.about[cause].fakturaRef}`),
  'case opened': openCase,
  [BY_CASE]: byCase,
  'state of a case': ({ caseHeaders, cases }, cause) => fetchPath(caseHeaders, `/api/v1/arenden/${cases[cause]}`),
})

/** So many lookups, and so many of every other door, of each cause; all in one random order. */
export function tasks(
  endUsers: readonly EndUser[],
  personIds: ReadonlyMap<string, string>,
  [lookups = 0, others = 0]: readonly number[],
): Task[] {
  const all: { readonly task: Task; readonly at: number }[] = []
  for (const [door, questionOf] of Object.entries(doors(personIds)))
    for (const cause of door === BY_CASE ? [...CAUSES, NO_CASE] : CAUSES)
      for (let i = 0; i < (door === 'lookup' ? lookups : others); i++) {
        const end = endUsers[i % endUsers.length]
        const question = end === undefined ? undefined : cause === NO_CASE ? byCase(end, cause) : questionOf(end, cause)
        if (question !== undefined) all.push({ task: { door, cause, question }, at: Math.random() })
      }
  return all.sort((a, b) => a.at - b.at).map(({ task }) => task)
}
