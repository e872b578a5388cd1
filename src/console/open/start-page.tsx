import { PageHead } from '../frame/components.tsx'
import { ButtonLink } from '../frame/forms.tsx'
import type { Page } from '../frame/visit.ts'

/** What somebody meets who has not signed in; holds nothing of any person, and needs no database. */
export const startPage = (signIn: boolean): Page => ({
  title: 'Välkommen',
  content: (
    <article class="prose start">
      <PageHead title="Insyn" />
      <p>
        Insyn låter kontaktcenter se en begränsad del av stadsdelarnas uppgifter i Paraplyet och av fakturorna i
        Agresso. Vad som visas avgörs av stadsdelsnämndens avtal, rollen och ändamålet, och varje uppslag loggas hos den
        nämnd som ansvarar för uppgifterna.
      </p>
      {signIn ? (
        <p>
          <ButtonLink href="/logga-in" main>
            Logga in
          </ButtonLink>
        </p>
      ) : (
        <p>Ingen loggar in här: den här installationen svarar bara andra system.</p>
      )}
      <h2>Du som bygger ett system</h2>
      <p>
        <a href="/api/v1/openapi.json">API:ets beskrivning (OpenAPI)</a> · <a href="/problem">Problemtyper</a>
      </p>
    </article>
  ),
})
