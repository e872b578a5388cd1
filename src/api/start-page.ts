import type { RequestHandler } from 'express'
import { SOURCE_DECLARATIONS, SOURCES } from '../informationsmangd.ts'
import type { SourceStatus, Mirror } from '../mirror/mirror.ts'
import { swedishDate } from '../platform/stockholm-time.ts'
import { todaysStadsdelar } from '../policy/decide.ts'
import type { Policy, Stadsdel } from '../policy/policy.ts'
import { judgeSource } from '../uppslag/source-rows.ts'
import { write } from './answer.ts'
import { html, renderHtml, type Html } from './html.ts'

export const CSP = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const MARKS = {
  aktuell: { characters: '●', text: 'Aktuell' },
  ofullstandig: { characters: '◑', text: 'Ofullständig' },
  inaktuell: { characters: '◐', text: 'Inaktuell' },
  'ej-svar': { characters: '○', text: 'Svarar inte' },
} as const

export interface StartPageDeps {
  readonly policy: Policy
  readonly mirror: Pick<Mirror, 'sourceStatus'>
  readonly clock: () => Date
  /** Command lines of the first lookup, as shown on the page. */
  readonly firstUppslag: string
}

export const stylesheet: RequestHandler = (_req, res) => {
  write(res, 200, 'text/css; charset=utf-8', STYLE)
}

/** Describes the hub and the state of its sources; holds nothing of any person. */
export const startPage =
  ({ policy, mirror, clock, firstUppslag: firstUppslaget }: StartPageDeps): RequestHandler =>
  async (_req, res) => {
    const now = clock()
    const stadsdelar = todaysStadsdelar(policy, swedishDate(now))
    // The page must be served even when the database is unavailable.
    const statuses = await mirror.sourceStatus().catch(() => undefined)
    res.setHeader('Content-Security-Policy', CSP)
    res.setHeader('Cache-Control', 'no-store')
    write(res, 200, 'text/html; charset=utf-8', renderHtml(renderPage(stadsdelar, statuses, now, firstUppslaget)))
  }

const renderPage = (
  stadsdelar: readonly Stadsdel[],
  statuses: readonly SourceStatus[] | undefined,
  now: Date,
  firstUppslag: string,
): Html =>
  html`<!doctype html>
    <html lang="sv">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Insyn</title>
        <link rel="stylesheet" href="stil.css" />
      </head>
      <body>
        <header><h1>Insyn</h1></header>
        <main>
          <p>
            Insyn låter kontaktcenter se en begränsad del av stadsdelarnas uppgifter i Paraplyet och av fakturorna i
            Agresso. Vad som visas avgörs av stadsdelsnämndens avtal, rollen och ändamålet, och varje uppslag loggas hos
            den nämnd som ansvarar för uppgifterna.
          </p>
          <h2 id="kallor">Källorna</h2>
          ${statuses === undefined ? html`<p role="status">Källornas läge kan inte läsas just nu.</p>` : renderTable(stadsdelar, statuses, now)}
          <h2>Det första uppslaget</h2>
          <p>
            Ett uppslag görs med <code>POST /api/v1/uppslag</code> och en åtkomsttoken. Personnumret står bara i
            begärans kropp.
          </p>
          <pre
            role="region"
            tabindex="0"
            aria-label="Kommandon för det första uppslaget"
          ><code>${firstUppslag}</code></pre>
        </main>
      </body>
    </html> `

const renderTable = (stadsdelar: readonly Stadsdel[], statuses: readonly SourceStatus[], now: Date): Html =>
  html`<div class="rulla" role="region" aria-labelledby="kallor" tabindex="0">
    <table>
      <caption>
        Läge per stadsdel och källa
      </caption>
      <thead>
        <tr>
          <th scope="col">Stadsdel</th>
          ${SOURCES.map((source) => html`<th scope="col">${SOURCE_DECLARATIONS[source].label}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${stadsdelar.map(
          ({ kod, namn }) =>
            html`<tr>
              <th scope="row">${namn}</th>
              ${SOURCES.map((source) =>
                renderCell(
                  statuses.find((one) => one.source === source && one.stadsdel === kod),
                  now,
                ),
              )}
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`

function renderCell(sourceStatus: SourceStatus | undefined, now: Date): Html {
  const { status, forklaring } = judgeSource(sourceStatus, now)
  const { characters: symbol, text } = MARKS[status]
  return html`<td>
    <span class="${status}"><span aria-hidden="true">${symbol}</span> ${text}</span><br /><small>${forklaring}</small>
  </td>`
}

/** The start page's style sheet. Contrast is at least 4.5:1 in both schemes; state is never shown by colour alone. */
export const STYLE = `:root { color-scheme: light dark; --text: #1b1b1b; --yta: #ffffff; --linje: #6b6b6b; --bra: #0b5d1e; --varning: #7a4a00; --fel: #9b1c1c; --kod: #f2f2f2; }
@media (prefers-color-scheme: dark) { :root { --text: #f2f2f2; --yta: #16181a; --linje: #9a9a9a; --bra: #7fd694; --varning: #f0c36d; --fel: #ff9d9d; --kod: #24272a; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 1rem; background: var(--yta); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
header, main { max-width: 60rem; margin: 0 auto; }
h1, h2 { line-height: 1.2; }
.rulla, pre { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; font-weight: 600; padding-bottom: .5rem; }
th, td { border-bottom: 1px solid var(--linje); padding: .5rem .75rem .5rem 0; text-align: left; vertical-align: top; }
.aktuell { color: var(--bra); }
.inaktuell { color: var(--varning); }
.ej-svar { color: var(--fel); }
pre { background: var(--kod); padding: 1rem; }
:focus-visible { outline: 3px solid currentColor; outline-offset: 2px; }
`
