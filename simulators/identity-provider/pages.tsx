import type { ComponentChildren } from 'preact'
import { render } from 'preact-render-to-string'
import type { DemoPerson } from './people.ts'

function document(title: string, content: ComponentChildren, style: string): string {
  const page = (
    <html lang="sv">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        <link rel="stylesheet" href={style} />
        <link rel="icon" href={style.replace('stil.css', 'ikon.svg')} type="image/svg+xml" />
      </head>
      <body>
        <p class="demo">DEMO. Här loggar vem som helst in som vem som helst. Personerna och staden är påhittade.</p>
        <main>
          <h1>{title}</h1>
          {content}
        </main>
      </body>
    </html>
  )
  return `<!doctype html>${render(page)}`
}

/** One click each. `action`: where the choice is sent. */
export const chooser = (people: readonly DemoPerson[], action: string, style: string): string =>
  document(
    'Välj vem du är',
    <form method="post" action={action}>
      <ul>
        {people.map(({ subject, name, task, sees }) => (
          <li>
            <button name="person" value={subject}>
              <strong>{task}</strong>
              <span>{name}</span>
              <small>{sees}</small>
            </button>
          </li>
        ))}
      </ul>
    </form>,
    style,
  )

/** `form`: the library's own, with its id. */
export const signOut = (form: string, style: string): string =>
  document(
    'Logga ut ur inloggningstjänsten',
    <>
      <p>Nästa inloggning frågar då vem du är.</p>
      <button class="plain" form="op.logoutForm" name="logout" value="yes">
        Logga ut
      </button>
    </>,
    style,
  ).replace('</main>', `${form}</main>`)

export const message = (title: string, text: string, style: string): string => document(title, <p>{text}</p>, style)

/** In the console's colours. */
export const STYLE = `
:root { color-scheme: light dark; --paper: #f4f2f0; --ground: #fdfcfb; --line: #7d766e; --text: #211d1a; --quiet: #59524b; --accent: #6d2a5e; --focus: #1c4fd6; --warn: #744600; --warn-ground: #f8e7c6 }
@media (prefers-color-scheme: dark) { :root { --paper: #181614; --ground: #211e1c; --line: #8b837a; --text: #eeeae5; --quiet: #b7afa6; --accent: #dfa8d3; --focus: #8fb4ff; --warn: #edbd6b; --warn-ground: #3a2c12 } }
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--text); font: .9375rem/1.6 "Segoe UI", system-ui, -apple-system, Roboto, "Noto Sans", sans-serif }
.demo { margin: 0; padding: .5rem 1.5rem; background: var(--warn-ground); color: var(--warn); border-bottom: 2px solid currentColor; font-weight: 600 }
main { max-width: 40rem; margin-inline: auto; padding: 2rem 1.5rem }
h1 { font-size: 1.75rem; line-height: 2rem; margin: 0 0 1.5rem }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: .5rem }
button { font: inherit; color: inherit; text-align: start; width: 100%; padding: .75rem 1rem; background: var(--ground); border: 1px solid var(--line); border-radius: 3px; cursor: pointer; display: grid; grid-template-columns: 1fr auto; gap: 0 1rem }
button:hover { border-color: var(--accent); color: var(--accent) }
button.plain { width: auto; display: inline-block }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px }
strong { font-size: 1rem }
small { grid-column: 1 / -1; font-size: .8125rem; color: var(--quiet) }
span { color: var(--quiet) }
`

export const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><circle cx="12" cy="12" r="9" fill="none" stroke="#6d2a5e" stroke-width="3"/></svg>'
