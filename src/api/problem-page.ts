import type { RequestHandler } from 'express'
import { write } from './answer.ts'
import { html, renderHtml, type Html } from './html.ts'
import { problemName, kindOf, type ProblemCode } from './problem.ts'
import { PROBLEM_CODES, PROBLEM_TYPES } from './problem-types.ts'
import { CSP } from './start-page.ts'

const PAGES: ReadonlyMap<string, string> = new Map(
  PROBLEM_CODES.map((code) => [problemName(code), renderHtml(problemPage(code))]),
)

/** The page behind a problem's `type`. It describes the type, never the request that failed. */
export const showProblemType: RequestHandler = (req, res, next) => {
  const page = PAGES.get(String(req.params.namn))
  if (page === undefined) next()
  else answerPage(res, page)
}

export const showProblemTypes: RequestHandler = (_req, res) => {
  answerPage(res, overview)
}

function answerPage(res: Parameters<RequestHandler>[1], page: string): void {
  res.setHeader('Content-Security-Policy', CSP)
  res.setHeader('Cache-Control', 'no-store')
  write(res, 200, 'text/html; charset=utf-8', page)
}

function problemPage(code: ProblemCode): Html {
  const { status, title } = kindOf(code)
  const { means, remedy: make, retry } = PROBLEM_TYPES[code]
  return document(
    title,
    html`<p><code>${code}</code>, HTTP-status ${status}</p>
      <h2>Vad det betyder</h2>
      <p>${means}</p>
      <h2>Vad du gör</h2>
      <p>${make}</p>
      <h2>Hjälper ett nytt försök?</h2>
      <p>${retry}</p>
      <p><a href="../problem">Alla problemtyper</a></p>`,
    '../',
  )
}

const overview = renderHtml(
  document(
    'Problemtyper',
    html`<p>
        Varje svar med status 400 eller högre är ett problem enligt RFC 9457, och dess <code>type</code> är adressen
        till en av sidorna här.
      </p>
      <ul>
        ${PROBLEM_CODES.map(
          (code) =>
            html`<li>
              <a href="problem/${problemName(code)}"><code>${code}</code></a
              >: ${kindOf(code).title}
            </li> `,
        )}
      </ul>`,
    './',
  ),
)

/** `root`: the way to the start page. Relative, since a proxy may put a path before all of the hub's. */
function document(heading: string, content: Html, root: string): Html {
  return html`<!doctype html>
    <html lang="sv">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${heading} – Insyn</title>
        <link rel="stylesheet" href="${root}stil.css" />
      </head>
      <body>
        <header>
          <p><a href="${root}">Insyn</a></p>
        </header>
        <main>
          <h1>${heading}</h1>
          ${content}
        </main>
      </body>
    </html> `
}
