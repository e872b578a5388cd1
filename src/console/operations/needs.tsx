import type { Need, NeedKind } from '../../operations/nights.ts'
import { Icon, Section, type StateName } from '../frame/components.tsx'
import { ButtonLink } from '../frame/forms.tsx'
import { placeAddress } from './addresses.ts'
import { NEEDS } from './night-texts.ts'
import { nearText, PLACES } from './texts.ts'

const GLYPH_OF: Readonly<Record<NeedKind, StateName>> = {
  'borttagning-halls': 'held',
  'inloggning-nekad': 'failed',
  'natten-misslyckad': 'failed',
  'utebliven-natt': 'failed',
  'kontrollpunkt-sen': 'failed',
  'leverans-parkerad': 'warning',
  dodbrev: 'warning',
  'karantan-vaxer': 'warning',
  'avstamning-skiljer': 'warning',
  'leverans-pausad': 'held',
  'synk-pausad': 'held',
  'certifikat-gar-ut': 'warning',
  'avtal-gar-ut': 'warning',
}

export const needsHeading = (needs: readonly Need[]): string =>
  needs.length === 0 ? NEEDS.nothing : NEEDS.heading(needs.length)

/** What waits for a person, the weightiest first, each with where to do something about it. */
export const Needs = ({ needs, now }: { readonly needs: readonly Need[]; readonly now: Date }) => (
  <Section id="behover" title={needsHeading(needs)}>
    {needs.length === 0 ? (
      <p>{NEEDS.allWell}</p>
    ) : (
      <ul class="needs">
        {needs.map((need, place) => (
          <li>
            <span class={`need-glyph ${GLYPH_OF[need.kind]}`}>
              <Icon name={GLYPH_OF[need.kind]} />
            </span>
            <div>
              <h3>{need.heading}</h3>
              <p>
                {need.text}
                {need.since === null ? null : NEEDS.since(nearText(need.since, now))}
              </p>
            </div>
            <div class="row">
              <ButtonLink href={placeAddress(need.goTo)} main={place === 0}>
                {PLACES[need.goTo.page]}
                <span class="hidden">: {need.heading}</span>
              </ButtonLink>
            </div>
          </li>
        ))}
      </ul>
    )}
  </Section>
)
