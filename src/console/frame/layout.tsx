import type { ComponentChildren } from 'preact'
import { type Area, AREAS, FIRST_PAGE } from './areas.ts'
import { Icon } from './components.tsx'
import { FormToken } from './forms.tsx'
import { AREA_NAMES, FRAME } from './texts.ts'
import type { Page, Shortcut } from './visit.ts'

/** Addresses of what a page is made with. */
export interface Assets {
  readonly stylesheet: string
  readonly script: string
  readonly icon: string
}

export interface Shown {
  readonly page: Page
  /** Absent on pages that need no sign-in. */
  readonly who?: { readonly name: string; readonly areas: ReadonlySet<Area>; readonly csrf: string } | undefined
  readonly assets: Assets
}

/** A whole page: the same head, menu and foot around every content. */
export const Layout = ({ page, who, assets }: Shown) => (
  <FormToken.Provider value={who?.csrf ?? ''}>
    <html lang="sv">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{FRAME.title(page.title)}</title>
        <link rel="stylesheet" href={assets.stylesheet} />
        <link rel="icon" href={assets.icon} type="image/svg+xml" />
        <script src={assets.script} type="module" />
        {page.closes === undefined ? null : (
          <noscript>
            <meta http-equiv="refresh" content={`${String(page.closes.seconds)};url=${page.closes.path}`} />
          </noscript>
        )}
      </head>
      <body>
        <a class="skip" href="#content">
          {FRAME.skip}
        </a>
        <Head page={page} who={who} />
        {page.band}
        <main id="content" class="frame" tabIndex={-1}>
          {page.content}
        </main>
        <Foot />
        <Shortcuts shortcuts={page.shortcuts ?? []} />
      </body>
    </html>
  </FormToken.Provider>
)

const Head = ({ page, who }: Pick<Shown, 'page' | 'who'>) => (
  <header class="top">
    <div class="frame">
      <a class="brand" href="/">
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path class="brand-frame" d="M3 3h18v18H3z" />
          <path class="brand-door" d="M11 3.5 17 7v10l-6 3.5z" />
        </svg>
        {FRAME.insyn}
      </a>
      {who === undefined ? null : (
        <>
          <nav class="menu" aria-label={FRAME.menu}>
            {AREAS.filter((area) => who.areas.has(area)).map((area) => (
              <a href={FIRST_PAGE[area]} aria-current={area === page.area ? 'page' : undefined}>
                {AREA_NAMES[area]}
              </a>
            ))}
          </nav>
          <div class="who">
            <span>{who.name}</span>
            <form method="post" action="/logga-ut">
              <input type="hidden" name="csrf" value={who.csrf} />
              <button class="link">{FRAME.signOut}</button>
            </form>
          </div>
        </>
      )}
    </div>
  </header>
)

const Foot = () => (
  <footer class="foot">
    <div class="frame">
      <ul>
        <li>
          <a href="/tillganglighet">{FRAME.accessibility}</a>
        </li>
        <li>
          <a href="/kortkommandon" data-dialog="shortcuts" aria-haspopup="dialog" id="open-shortcuts">
            {FRAME.shortcuts}
          </a>{' '}
          <kbd>Alt+?</kbd>
        </li>
        <li>{FRAME.logged}</li>
      </ul>
    </div>
  </footer>
)

const Shortcuts = ({ shortcuts }: { readonly shortcuts: readonly Shortcut[] }) => (
  <dialog id="shortcuts" aria-labelledby="h-shortcuts">
    <h2 id="h-shortcuts">{FRAME.shortcuts}</h2>
    <ShortcutList shortcuts={[...shortcuts, { key: '?', label: FRAME.shortcuts, target: 'open-shortcuts' }]} />
    <form method="dialog">
      <button class="button">{FRAME.close}</button>
    </form>
  </dialog>
)

/** The script reads the keys from here. */
export const ShortcutList = ({ shortcuts }: { readonly shortcuts: readonly Shortcut[] }) => (
  <ul class="shortcuts">
    {shortcuts.map(({ key, label, target }) => (
      <li data-key={key} data-target={target}>
        <kbd>{`Alt+${key}`}</kbd> {label}
      </li>
    ))}
  </ul>
)

/** The menu of an area, under the main one. */
export const AreaMenu = (props: {
  readonly label: string
  readonly current: string | undefined
  readonly pages: readonly { readonly href: string; readonly label: ComponentChildren }[]
}) => (
  <nav class="area-menu" aria-label={props.label}>
    <ul>
      {props.pages.map(({ href, label }) => (
        <li>
          <a href={href} aria-current={href === props.current ? 'page' : undefined}>
            {label}
          </a>
        </li>
      ))}
    </ul>
  </nav>
)

/** Where there is nothing to see: why, and what to do. */
export const nothingPage = (
  { title, text }: { readonly title: string; readonly text: string },
  status: number,
  children?: ComponentChildren,
): Page => ({
  title,
  status,
  content: (
    <div class="nothing">
      <Icon name="none" />
      <h1>{title}</h1>
      <p>{text}</p>
      {children}
    </div>
  ),
})
