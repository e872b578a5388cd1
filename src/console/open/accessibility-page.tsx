import { PageHead } from '../frame/components.tsx'
import type { Page } from '../frame/visit.ts'

/** What was tested, how, and what was not. */
export const accessibilityPage: Page = {
  title: 'Tillgänglighetsredogörelse',
  content: (
    <article class="prose">
      <PageHead title="Tillgänglighetsredogörelse" />
      <p>
        Insyns sidor är byggda för att följa WCAG 2.2 på nivå AA. Den här sidan säger vad som är provat, hur, och vad
        som inte är det.
      </p>
    </article>
  ),
}
