import type { ProblemCode } from '../../api/problem.ts'
import { kindOf, PROBLEM_PATH, problemName } from '../../api/problem.ts'
import { PROBLEM_CODES, PROBLEM_TYPES } from '../../api/problem-types.ts'
import { PageHead } from '../frame/components.tsx'
import type { Page } from '../frame/visit.ts'
import { PROBLEMS } from './texts.ts'

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
          <code>{code}</code>, {PROBLEMS.status(status)}
        </p>
        <h2>{PROBLEMS.means}</h2>
        <p>{means}</p>
        <h2>{PROBLEMS.remedy}</h2>
        <p>{remedy}</p>
        <h2>{PROBLEMS.retry}</h2>
        <p>{retry}</p>
        <p>
          <a href={PROBLEM_PATH}>{PROBLEMS.all}</a>
        </p>
      </article>
    ),
  }
}

const overview: Page = {
  title: PROBLEMS.title,
  content: (
    <article class="prose">
      <PageHead title={PROBLEMS.title} />
      <p>{PROBLEMS.about}</p>
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
