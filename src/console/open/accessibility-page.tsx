import { PageHead } from '../frame/components.tsx'
import type { Page } from '../frame/visit.ts'
import { ACCESSIBILITY } from './texts.ts'

const List = ({ of }: { readonly of: readonly string[] }) => (
  <ul>
    {of.map((text) => (
      <li>{text}</li>
    ))}
  </ul>
)

export const accessibilityPage: Page = {
  title: ACCESSIBILITY.title,
  content: (
    <article class="prose">
      <PageHead title={ACCESSIBILITY.title} />
      <p>{ACCESSIBILITY.about}</p>
      <h2>{ACCESSIBILITY.tested}</h2>
      <List of={ACCESSIBILITY.tests} />
      <h2>{ACCESSIBILITY.notTested}</h2>
      <List of={ACCESSIBILITY.untested} />
      <h2>{ACCESSIBILITY.known}</h2>
      <List of={ACCESSIBILITY.faults} />
      <h2>{ACCESSIBILITY.help}</h2>
      <p>{ACCESSIBILITY.whom}</p>
    </article>
  ),
}
