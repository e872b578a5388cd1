import { codeText } from '../../operations/code-texts.ts'
import type { Review } from '../../operations/doctor.ts'
import { Section, State, Table } from '../frame/components.tsx'
import { momentText } from '../frame/format.ts'
import { Button, Form } from '../frame/forms.tsx'
import type { Page, PageAnswer, Visit } from '../frame/visit.ts'
import { DOCTOR, withQuery } from './addresses.ts'
import type { Desk } from './desk.ts'
import { AREA_TEXTS } from './doctor-texts.ts'
import { DOCTOR_PAGE } from './flow-texts.ts'
import { operationsPage } from './frame.tsx'
import { COLUMNS } from './texts.ts'
import { type Names, scopeText } from './words.ts'

/** What a check found, kept for who asked for it. */
interface Found {
  readonly reviews: readonly Review[]
  readonly at: string
}

const MINUTES = 60

export async function showDoctor(desk: Desk, visit: Visit): Promise<PageAnswer> {
  const id = visit.query.get('svar')
  return { page: doctorPage(id === null ? undefined : ((await visit.kept(id)) as Found | undefined), desk.names) }
}

/** Reads nobody and changes nothing, so that nothing is recorded, as at the command line. */
export async function askDoctor(desk: Desk, visit: Visit): Promise<PageAnswer> {
  const found: Found = { reviews: await desk.check(), at: momentText(desk.clock()) }
  return { redirect: withQuery(DOCTOR, { svar: await visit.keep(found, MINUTES) }) }
}

export function doctorPage(found: Found | undefined, names: Names): Page {
  const wrong = found?.reviews.filter(({ shortcomings }) => shortcomings.length > 0).length ?? 0
  return operationsPage({
    title: DOCTOR_PAGE.title,
    current: DOCTOR,
    heading:
      found === undefined
        ? DOCTOR_PAGE.heading
        : wrong === 0
          ? DOCTOR_PAGE.allWell
          : DOCTOR_PAGE.wrong(wrong, found.reviews.length),
    about: found === undefined ? DOCTOR_PAGE.about : DOCTOR_PAGE.checkedAt(found.at),
    actions: (
      <Form action={DOCTOR} class="row">
        <Button main>{found === undefined ? DOCTOR_PAGE.checkNow : DOCTOR_PAGE.checkAgain}</Button>
      </Form>
    ),
    content:
      found === undefined ? (
        <p>{DOCTOR_PAGE.howLong}</p>
      ) : (
        <Section id="resultat" title={wrong === 0 ? DOCTOR_PAGE.noFaults : DOCTOR_PAGE.faults(wrong)}>
          <Table
            caption={DOCTOR_PAGE.caption}
            columns={[{ label: COLUMNS.what }, { label: COLUMNS.state }, { label: COLUMNS.found }]}
            rows={[...found.reviews]
              .sort((one, other) => Number(other.shortcomings.length > 0) - Number(one.shortcomings.length > 0))
              .map((review) => ({
                key: review.name,
                cells: [nameOf(review, names), <ReviewState {...review} />, <Findings {...review} />],
              }))}
          />
        </Section>
      ),
  })
}

function nameOf({ area, name, scope }: Review, names: Names): string {
  if (scope !== undefined) return scopeText(scope, names)
  return area === 'issuer' ? `${AREA_TEXTS.issuer.name}: ${name.replace('issuer ', '')}` : AREA_TEXTS[area].name
}

const ReviewState = ({ shortcomings, waits = [] }: Review) =>
  shortcomings.length > 0 ? (
    <State is="failed">{DOCTOR_PAGE.faulty}</State>
  ) : waits.length > 0 ? (
    <State is="held">{DOCTOR_PAGE.waitsForYou}</State>
  ) : (
    <State is="ok">{DOCTOR_PAGE.good}</State>
  )

/** What it means and what to do, in Swedish; beneath, the lines that the command line and whoever is called for help know. */
const Findings = ({ area, code, shortcomings, waits = [], notes = [] }: Review) => {
  const lines = [...shortcomings, ...waits, ...notes]
  if (lines.length === 0) return <>–</>
  const { wrong, waits: waiting = '', note = '' } = AREA_TEXTS[area]
  const failed = code === undefined ? wrong : `${codeText(code).what} ${codeText(code).remedy}`
  return (
    <>
      {shortcomings.length === 0 ? null : <p>{failed}</p>}
      {waits.length === 0 ? null : <p>{waiting}</p>}
      {notes.length === 0 ? null : <p>{note}</p>}
      <details open={shortcomings.length > 0}>
        <summary>{DOCTOR_PAGE.details(lines.length)}</summary>
        <ul lang="en">
          {lines.map((text) => (
            <li>{text}</li>
          ))}
        </ul>
      </details>
    </>
  )
}
