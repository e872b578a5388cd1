import { PageHead } from '../frame/components.tsx'
import { ShortcutList } from '../frame/layout.tsx'
import { FRAME } from '../frame/texts.ts'
import type { Page, Shortcut } from '../frame/visit.ts'

/** The shortcuts of all pages, for who has no script. */
export const shortcutsPage = (
  groups: readonly { readonly title: string; readonly shortcuts: readonly Shortcut[] }[],
): Page => ({
  title: FRAME.shortcuts,
  content: (
    <article class="prose">
      <PageHead title={FRAME.shortcuts} />
      {groups.map(({ title, shortcuts }) => (
        <>
          <h2>{title}</h2>
          <ShortcutList shortcuts={shortcuts} />
        </>
      ))}
    </article>
  ),
})
