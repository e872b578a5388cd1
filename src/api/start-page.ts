import type { RequestHandler } from 'express'
import { KALLOR, type KallaNamn } from '../informationsmangd.ts'
import type { Kallstatus, Spegel } from '../mirror/mirror.ts'
import { svensktDatum } from '../platform/stockholm-time.ts'
import { dagensStadsdelar } from '../policy/decide.ts'
import type { Policy, Stadsdel } from '../policy/policy.ts'
import { bedomKalla } from '../uppslag/source-rows.ts'
import { skriv } from './answer.ts'
import { html, renderaHtml, type Html } from './html.ts'
import { STIL } from './style.ts'

export const CSP = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const NAMN: Readonly<Record<KallaNamn, string>> = { paraplyet: 'Paraplyet', agresso: 'Agresso' }
const MARKEN = {
  aktuell: { tecken: '●', text: 'Aktuell' },
  inaktuell: { tecken: '◐', text: 'Inaktuell' },
  'ej-svar': { tecken: '○', text: 'Svarar inte' },
} as const

export interface StartsidaDeps {
  readonly policy: Policy
  readonly spegel: Pick<Spegel, 'kallstatus'>
  readonly klocka: () => Date
  /** Command lines that make the first lookup, as they are to be shown. */
  readonly forstaUppslaget: string
}

export const stilmall: RequestHandler = (_req, res) => {
  skriv(res, 200, 'text/css; charset=utf-8', STIL)
}

/** What this is and how its sources are; nothing on it is about a person. */
export const startsida =
  ({ policy, spegel, klocka, forstaUppslaget }: StartsidaDeps): RequestHandler =>
  async (_req, res) => {
    const nu = klocka()
    const stadsdelar = dagensStadsdelar(policy, svensktDatum(nu))
    // The page is what one looks at when the database is away, so it must not go away with it.
    const statusar = await spegel.kallstatus().catch(() => undefined)
    res.setHeader('Content-Security-Policy', CSP)
    res.setHeader('Cache-Control', 'no-store')
    skriv(res, 200, 'text/html; charset=utf-8', renderaHtml(sida(stadsdelar, statusar, nu, forstaUppslaget)))
  }

const sida = (
  stadsdelar: readonly Stadsdel[],
  statusar: readonly Kallstatus[] | undefined,
  nu: Date,
  forstaUppslaget: string,
): Html =>
  html`<!doctype html>
    <html lang="sv">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Insyn</title>
        <link rel="stylesheet" href="/stil.css" />
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
          ${statusar === undefined ? html`<p role="status">Källornas läge kan inte läsas just nu.</p>` : tabell(stadsdelar, statusar, nu)}
          <h2>Det första uppslaget</h2>
          <p>
            Ett uppslag görs med <code>POST /api/v1/uppslag</code> och en åtkomsttoken. Personnumret står bara i
            begärans kropp.
          </p>
          <pre
            role="region"
            tabindex="0"
            aria-label="Kommandon för det första uppslaget"
          ><code>${forstaUppslaget}</code></pre>
        </main>
      </body>
    </html> `

const tabell = (stadsdelar: readonly Stadsdel[], statusar: readonly Kallstatus[], nu: Date): Html =>
  html`<div class="rulla" role="region" aria-labelledby="kallor" tabindex="0">
    <table>
      <caption>
        Läge per stadsdel och källa
      </caption>
      <thead>
        <tr>
          <th scope="col">Stadsdel</th>
          ${KALLOR.map((kalla) => html`<th scope="col">${NAMN[kalla]}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${stadsdelar.map(
          ({ kod, namn }) =>
            html`<tr>
              <th scope="row">${namn}</th>
              ${KALLOR.map((kalla) =>
                cell(
                  statusar.find((en) => en.kalla === kalla && en.stadsdel === kod),
                  nu,
                ),
              )}
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`

function cell(kallstatus: Kallstatus | undefined, nu: Date): Html {
  const { status, forklaring } = bedomKalla(kallstatus, nu)
  const { tecken, text } = MARKEN[status]
  return html`<td>
    <span class="${status}"><span aria-hidden="true">${tecken}</span> ${text}</span><br /><small>${forklaring}</small>
  </td>`
}
