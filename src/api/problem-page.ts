import type { RequestHandler } from 'express'
import { skriv } from './answer.ts'
import { html, renderaHtml, type Html } from './html.ts'
import { problemnamn, problemtyp, slag, type Problemkod } from './problem.ts'
import { PROBLEMKODER, PROBLEMTYPER } from './problem-types.ts'
import { CSP } from './start-page.ts'

const SIDOR: ReadonlyMap<string, string> = new Map(
  PROBLEMKODER.map((kod) => [problemnamn(kod), renderaHtml(problemsida(kod))]),
)

/** The page behind a problem's `type`. It tells what the type is, never anything of the request that met it. */
export const visaProblemtyp: RequestHandler = (req, res, next) => {
  const sida = SIDOR.get(String(req.params.namn))
  if (sida === undefined) next()
  else svaraSida(res, sida)
}

export const visaProblemtyper: RequestHandler = (_req, res) => {
  svaraSida(res, oversikt)
}

function svaraSida(res: Parameters<RequestHandler>[1], sida: string): void {
  res.setHeader('Content-Security-Policy', CSP)
  res.setHeader('Cache-Control', 'no-store')
  skriv(res, 200, 'text/html; charset=utf-8', sida)
}

function problemsida(kod: Problemkod): Html {
  const { status, title } = slag(kod)
  const { betyder, gor, omforsok } = PROBLEMTYPER[kod]
  return dokument(
    title,
    html`<p><code>${kod}</code>, HTTP-status ${status}</p>
      <p>Typ: <code>${problemtyp(kod)}</code></p>
      <h2>Vad det betyder</h2>
      <p>${betyder}</p>
      <h2>Vad du gör</h2>
      <p>${gor}</p>
      <h2>Hjälper ett nytt försök?</h2>
      <p>${omforsok}</p>
      <p><a href="/problem">Alla problemtyper</a></p>`,
  )
}

const oversikt = renderaHtml(
  dokument(
    'Problemtyper',
    html`<p>
        Varje svar med status 400 eller högre är ett problem enligt RFC 9457, och dess <code>type</code> är adressen
        till en av sidorna här.
      </p>
      <ul>
        ${PROBLEMKODER.map(
          (kod) =>
            html`<li>
              <a href="/problem/${problemnamn(kod)}"><code>${kod}</code></a
              >: ${slag(kod).title}
            </li> `,
        )}
      </ul>`,
  ),
)

function dokument(rubrik: string, innehall: Html): Html {
  return html`<!doctype html>
    <html lang="sv">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${rubrik} – Insyn</title>
        <link rel="stylesheet" href="/stil.css" />
      </head>
      <body>
        <header>
          <p><a href="/">Insyn</a></p>
        </header>
        <main>
          <h1>${rubrik}</h1>
          ${innehall}
        </main>
      </body>
    </html> `
}
