import { kindOf, PROBLEM_PATH, problemName } from '../../api/problem.ts'
import { PROBLEM_CODES, PROBLEM_TYPES } from '../../api/problem-types.ts'
import type { ProblemCode } from '../../api/problem.ts'
import { PageHead } from '../frame/components.tsx'
import type { Page } from '../frame/visit.ts'

/** The pages behind the `type` of problems, by path. They describe types, never a request that failed. */
export const problemPages = (): ReadonlyMap<string, () => Page> =>
  new Map([
    [PROBLEM_PATH, () => overview],
    ...PROBLEM_CODES.map((code) => [addressOf(code), () => problemPage(code)] as const),
  ])

const addressOf = (code: ProblemCode) => `${PROBLEM_PATH}/${problemName(code)}`

function problemPage(code: ProblemCode): Page {
  const { status, title } = kindOf(code)
  const { means, remedy, retry } = PROBLEM_TYPES[code]
  return {
    title,
    content: (
      <article class="prose">
        <PageHead title={title} />
        <p>
          <code>{code}</code>, HTTP-status {status}
        </p>
        <h2>Vad det betyder</h2>
        <p>{means}</p>
        <h2>Vad du gör</h2>
        <p>{remedy}</p>
        <h2>Hjälper ett nytt försök?</h2>
        <p>{retry}</p>
        <p>
          <a href={PROBLEM_PATH}>Alla problemtyper</a>
        </p>
      </article>
    ),
  }
}

const overview: Page = {
  title: 'Problemtyper',
  content: (
    <article class="prose">
      <PageHead title="Problemtyper" />
      <p>
        Varje svar med status 400 eller högre är ett problem enligt RFC 9457, och dess <code>type</code> är adressen
        till en av sidorna här.
      </p>
      <ul>
        {PROBLEM_CODES.map((code) => (
          <li>
            <a href={addressOf(code)}>
              <code>{code}</code>
            </a>
            : {kindOf(code).title}
          </li>
        ))}
      </ul>
    </article>
  ),
}
