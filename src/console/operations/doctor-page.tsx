import type { Review } from '../../operations/doctor.ts'
import { Section, State, Table } from '../frame/components.tsx'
import { Button, Form } from '../frame/forms.tsx'
import { momentText } from '../frame/format.ts'
import type { Page, PageAnswer, Visit } from '../frame/visit.ts'
import { DOCTOR, withQuery } from './addresses.ts'
import type { Desk } from './desk.ts'
import { operationsPage } from './frame.tsx'

/** What a check found, kept for who asked for it. */
interface Found {
  readonly reviews: readonly Review[]
  readonly at: string
}

const MINUTES = 60

export async function showDoctor(visit: Visit): Promise<PageAnswer> {
  const id = visit.query.get('svar')
  return { page: doctorPage(id === null ? undefined : ((await visit.kept(id)) as Found | undefined)) }
}

/** Reads nobody and changes nothing, so that nothing is recorded, as at the command line. */
export async function askDoctor(desk: Desk, visit: Visit): Promise<PageAnswer> {
  const found: Found = { reviews: await desk.check(), at: momentText(desk.clock()) }
  return { redirect: withQuery(DOCTOR, { svar: await visit.keep(found, MINUTES) }) }
}

export function doctorPage(found: Found | undefined): Page {
  const wrong = found?.reviews.filter(({ shortcomings }) => shortcomings.length > 0).length ?? 0
  return operationsPage({
    title: 'Kontroll',
    current: DOCTOR,
    heading:
      found === undefined
        ? 'Kontrollera Insyn'
        : wrong === 0
          ? 'Kontroll: allt är som det ska'
          : `Kontroll: ${String(wrong)} av ${String(found.reviews.length)} behöver ses över`,
    about:
      found === undefined
        ? 'Ansluter till databasen, Kafka, ärendesystemet och varje källa. Läser ingen person och ändrar ingenting.'
        : `Kontrollerat ${found.at}`,
    actions: (
      <Form action={DOCTOR} class="row">
        <Button main>{found === undefined ? 'Kontrollera nu' : 'Kontrollera igen'}</Button>
      </Form>
    ),
    content:
      found === undefined ? (
        <p>Kontrollen tar upp till en minut: varje källa får 30 sekunder på sig att svara.</p>
      ) : (
        <Section id="resultat" title={wrong === 0 ? 'Inga brister' : `Brister: ${String(wrong)}`}>
          <Table
            caption="Vad kontrollen fann, brister först"
            columns={[{ label: 'Vad' }, { label: 'Läge' }, { label: 'Fynd' }]}
            rows={[...found.reviews]
              .sort((one, other) => Number(other.shortcomings.length > 0) - Number(one.shortcomings.length > 0))
              .map(({ name, shortcomings, waits = [], notes = [] }) => ({
                key: name,
                cells: [
                  name,
                  shortcomings.length > 0 ? (
                    <State is="failed">brister</State>
                  ) : waits.length > 0 ? (
                    <State is="held">väntar på dig</State>
                  ) : (
                    <State is="ok">bra</State>
                  ),
                  shortcomings.length + waits.length + notes.length === 0 ? (
                    '–'
                  ) : (
                    <ul>
                      {[...shortcomings, ...waits, ...notes].map((text) => (
                        <li lang="en">{text}</li>
                      ))}
                    </ul>
                  ),
                ],
              }))}
          />
        </Section>
      ),
  })
}
