import { ButtonLink } from '../frame/forms.tsx'
import { nothingPage } from '../frame/layout.tsx'
import type { Page } from '../frame/visit.ts'
import { CLOSED, VIEW } from './texts.ts'

/** In place of a view that is over, or that was never this session's. */
export const closedPage: Page = {
  ...nothingPage(
    CLOSED,
    410,
    <p class="row">
      <ButtonLink href="/uppslag" main id="new-lookup">
        {CLOSED.again} <kbd>Alt+N</kbd>
      </ButtonLink>
    </p>,
  ),
  area: 'uppslag',
  shortcuts: [{ key: 'N', label: VIEW.newLookup, target: 'new-lookup' }],
}
