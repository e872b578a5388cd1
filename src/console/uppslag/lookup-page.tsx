import { Notice, PageHead } from '../frame/components.tsx'
import { AreaMenu } from '../frame/layout.tsx'
import type { Page } from '../frame/visit.ts'
import { LookupForm, type LookupFormProps } from './lookup-form.tsx'
import { AREA, LOOKUP } from './texts.ts'

/** The pages of the area that somebody with these rights has use for. */
export const UppslagMenu = ({ current, looksUp }: { readonly current: string; readonly looksUp: boolean }) => (
  <AreaMenu
    label={AREA.menu}
    current={current}
    pages={[
      ...(looksUp ? [{ href: '/uppslag', label: AREA.lookup }] : []),
      ...(looksUp ? [{ href: '/uppslag/handlaggare', label: AREA.handlaggare }] : []),
      { href: '/uppslag/tillstand', label: AREA.tillstand },
    ]}
  />
)

export interface LookupPageProps extends LookupFormProps {
  /** The fields come from the lookup before, in the same call. */
  readonly sameCall: boolean
  /** Why the lookup was refused. */
  readonly refused?: { readonly text: string; readonly reference: string } | undefined
  readonly status?: number
}

export const lookupPage = ({ sameCall, refused, status, ...form }: LookupPageProps): Page => {
  const wrong = Object.keys(form.errors ?? {}).length
  return {
    title: LOOKUP.title,
    area: 'uppslag',
    under: '/uppslag',
    ...(status === undefined ? {} : { status }),
    content: (
      <>
        <UppslagMenu current="/uppslag" looksUp />
        <PageHead title={LOOKUP.title} about={LOOKUP.about} />
        <div class="lookup">
          {refused === undefined ? null : (
            <Notice is="failed">
              <strong>{LOOKUP.refused}.</strong> {refused.text} <span class="fixed small">{refused.reference}</span>
            </Notice>
          )}
          {wrong === 0 || refused !== undefined ? null : <Notice is="failed">{LOOKUP.fix(wrong)}</Notice>}
          {sameCall ? (
            <p class="small muted">
              {LOOKUP.sameCall} <a href="/uppslag">{LOOKUP.newCall}</a>
            </p>
          ) : null}
          <LookupForm {...form} />
        </div>
      </>
    ),
    shortcuts: [{ key: 'N', label: LOOKUP.title, target: 'number' }],
  }
}
