import type { Policy } from '../../policy/policy.ts'
import type { ExplanationAnswer } from '../../uppslag/explanation-schema.ts'
import { Facts, Notice, PageHead, Section, Table } from '../frame/components.tsx'
import { FieldNames } from '../frame/fields.tsx'
import { secondsText } from '../frame/format.ts'
import { ButtonLink } from '../frame/forms.tsx'
import type { Page } from '../frame/visit.ts'
import { LogId } from './band.tsx'
import { MANGD_NAMES, namesText, WHY } from './texts.ts'

type Told = ExplanationAnswer['roller'][number]['mangder'][number]

/** The rules behind a view, in each of the caller's roles; stadsdelar that are judged alike stand together. */
export const whyPage = (props: {
  readonly view: string
  readonly answer: ExplanationAnswer
  readonly policy: Policy
}): Page => {
  const { answer, policy } = props
  const stadsdel = (code: string) => policy.stadsdelar.find(({ kod }) => kod === code)?.namn ?? code
  return {
    title: WHY.title,
    area: 'uppslag',
    content: (
      <>
        <PageHead title={WHY.title} about={WHY.aboutPage}>
          <ButtonLink href={`/uppslag/${encodeURIComponent(props.view)}`}>{WHY.back}</ButtonLink>
        </PageHead>
        {answer.nekas === null ? null : <Notice is="failed">{answer.nekas}</Notice>}
        <Facts
          facts={[
            [WHY.version, <span class="fixed">{answer.policyversion}</span>],
            [WHY.logId, <LogId id={answer.loggId[0]} />],
            [WHY.time, secondsText(new Date(answer.tidpunkt))],
          ]}
        />
        {answer.roller.map(({ roll, namn, galler, mangder }) => (
          <Section id={`roll-${roll}`} title={namn} aside={galler ? WHY.applies : undefined}>
            {alike(mangder).map(({ stadsdelar, told }, place) => (
              <details open={place === 0}>
                <summary>{namesText(stadsdelar.map(stadsdel))}</summary>
                <Table
                  caption={namesText(stadsdelar.map(stadsdel))}
                  columns={[{ label: WHY.uppgift }, { label: WHY.shown }, { label: WHY.hidden }]}
                  rows={told.map((one) => ({
                    key: one.mangd,
                    cells: [
                      MANGD_NAMES[one.mangd],
                      one.visas.length === 0 ? WHY.nothing : <FieldNames fields={one.visas} />,
                      <HiddenCell told={one} />,
                    ],
                  }))}
                />
              </details>
            ))}
          </Section>
        ))}
      </>
    ),
  }
}

const HiddenCell = ({ told: { visas, doljs } }: { readonly told: Told }) => (
  <ul>
    {doljs.map(({ falt, forklaring, regelplats }) => (
      <li>
        {forklaring}
        {visas.length === 0 && doljs.length === 1 ? null : (
          <>
            {' '}
            (<FieldNames fields={falt} />)
          </>
        )}{' '}
        <span class="fixed small muted">{regelplats}</span>
      </li>
    ))}
  </ul>
)

/** Agreements are files of their own: stadsdelar that differ in nothing else are told of together. */
function alike(mangder: readonly Told[]): { stadsdelar: readonly string[]; told: readonly Told[] }[] {
  const groups = new Map<string, { stadsdelar: string[]; told: readonly Told[] }>()
  for (const stadsdel of new Set(mangder.map((one) => one.stadsdel))) {
    const told = mangder.filter((one) => one.stadsdel === stadsdel)
    const key = JSON.stringify(
      told.map(({ mangd, visas, doljs }) => [
        mangd,
        visas,
        doljs.map(({ falt, regelplats }) => [falt, regelplats.replace(/^avtal\/.*\.yaml/, 'avtal')]),
      ]),
    )
    const group = groups.get(key) ?? { stadsdelar: [], told }
    group.stadsdelar.push(stadsdel)
    groups.set(key, group)
  }
  return [...groups.values()]
}
