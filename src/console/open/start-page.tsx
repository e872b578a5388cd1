import { PageHead } from '../frame/components.tsx'
import { ButtonLink } from '../frame/forms.tsx'
import { FRAME, NOTHING } from '../frame/texts.ts'
import type { Page } from '../frame/visit.ts'
import { PROBLEMS, WELCOME } from './texts.ts'

/** What somebody meets who has not signed in; holds nothing of any person, and needs no database. */
export const startPage = (signIn: boolean): Page => ({
  title: WELCOME.title,
  content: (
    <article class="prose start">
      <PageHead title={FRAME.insyn} />
      <p>{WELCOME.about}</p>
      {signIn ? (
        <p>
          <ButtonLink href="/logga-in" main>
            {NOTHING.signIn}
          </ButtonLink>
        </p>
      ) : (
        <p>{WELCOME.nobodySignsIn}</p>
      )}
      <h2>{WELCOME.builders}</h2>
      <p>
        <a href="/api/v1/openapi.json">{WELCOME.api}</a> · <a href="/problem">{PROBLEMS.title}</a>
      </p>
    </article>
  ),
})
