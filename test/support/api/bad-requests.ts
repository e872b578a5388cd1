export interface BadRequest {
  readonly what: string
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly status: number
}

const NO_SUCH = '5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30'

/** Requests that name a person where none may be named, or in a way that is not understood. */
export function badRequests(
  tokens: { readonly agent: string; readonly arendesystem: string },
  number: string,
): readonly BadRequest[] {
  const json = { 'content-type': 'application/json' }
  const agent = { authorization: `Bearer ${tokens.agent}`, ...json }
  const caseSystem = { authorization: `Bearer ${tokens.arendesystem}`, ...json }
  const good = { personnummer: number, andamal: 'fakturafraga', relation: 'sjalv', identifiering: 'bankid' }
  const uppslag = (what: string, body: unknown, status: number, headers: Record<string, string> = agent) => ({
    ...{ what, method: 'POST', path: '/api/v1/uppslag', headers, status },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  const get = (what: string, path: string, status: number, headers: Record<string, string> = {}) => ({
    ...{ what, method: 'GET', path, headers, status },
  })
  const arende = (what: string, id: string, body: object, status: number) => ({
    ...{ what, method: 'PUT', path: `/api/v1/arenden/${id}`, headers: caseSystem, status },
    body: JSON.stringify(body),
  })
  const wrongDigit = number.slice(0, -1) + String((Number(number.slice(-1)) + 1) % 10)
  const written = `${number.slice(0, 8)}-${number.slice(8)}`

  return [
    uppslag('a wrong check digit', { ...good, personnummer: wrongDigit }, 400),
    uppslag('another wrong form', { ...good, personnummer: `${number} ` }, 400),
    uppslag('a field nobody knows', { ...good, [number]: number }, 400),
    uppslag('a field nobody knows, with a separator', { ...good, [written]: { [written]: written } }, 400),
    uppslag('a number for a purpose', { ...good, andamal: number }, 400),
    uppslag('a purpose nobody knows', { ...good, andamal: 'nyfikenhet' }, 403),
    uppslag('a number for a case', { ...good, arende: number }, 400),
    uppslag('a number with a separator for a case', { ...good, arende: written }, 400),
    uppslag('a number for the case of nobody named', { ...good, personnummer: undefined, arende: number }, 400),
    uppslag('neither anybody nor a case', { ...good, personnummer: undefined }, 400),
    uppslag('a number for a relation', { ...good, relation: number }, 400),
    uppslag('two ways to find somebody', { ...good, ocrNummer: number }, 400),
    uppslag('no JSON', `{"personnummer":"${number}",`, 400),
    uppslag('JSON that is no object', `"${number}"`, 400),
    uppslag('no case where one is needed', { ...good, andamal: 'beslutsfraga' }, 403),
    uppslag('too large a body', { ...good, padding: number.repeat(8_000) }, 413),
    uppslag('another content type', `personnummer=${number}`, 415, { ...agent, 'content-type': 'text/plain' }),
    uppslag('a number for a token', good, 401, { ...json, authorization: `Bearer ${number}` }),
    uppslag('a number for a password', good, 401, {
      ...json,
      authorization: `Basic ${Buffer.from(`${number}:${number}`).toString('base64')}`,
    }),
    uppslag('no token', good, 401, json),
    uppslag('a token that is cut off', good, 401, { ...json, authorization: `Bearer ${tokens.agent.slice(0, -9)}` }),
    uppslag('numbers in the trace', good, 200, {
      ...agent,
      'x-request-id': number,
      traceparent: `00-${number.padStart(32, '0')}-${number.padStart(16, '0')}-01`,
      'user-agent': written,
      cookie: `personnummer=${number}`,
    }),
    uppslag('an id that is a number', good, 200, { ...agent, 'x-request-id': `${written}-4000-8000-00000000000a` }),
    {
      ...uppslag('a number in a reason', { regel: 'oppettid', minuter: 5, motivering: `Gäller ${written}.` }, 400),
      path: '/api/v1/tillstand',
    },
    ...(
      [
        ['an invoice', `fakturor/${number}`, 404],
        ['an invoice of nobody', `fakturor/${number}.${number}`, 404],
        ['an area', `handlaggare?ansvarsomrade=${written}`, 400],
        ['a district', `handlaggare?stadsdel=${number}`, 400],
        ['a page', `handlaggare?page=${number}`, 400],
        ['a week', `statistik/uppslag?franVecka=${number}`, 400],
        ['a kind of alert', `larm?slag=${written}`, 400],
        ['a state', `tillstand?status=${number}`, 400],
        ['a parameter', `tillstand?${number}=1`, 400],
      ] as const
    ).map(([what, path, status]) => get(`a number for ${what}`, `/api/v1/${path}`, status, agent)),
    uppslag('a number for a reference', { ...good, personnummer: undefined, personId: number }, 404),
    uppslag('a number for a tillstånd', { ...good, tillstand: number }, 400),
    uppslag('a number for a key', good, 200, { ...agent, 'idempotency-key': number }),
    uppslag('a number read live for nothing', { ...good, aktualitet: number }, 400),
    ...(
      [
        ['a purpose to be explained', 'policy/forklaring', { andamal: number, identifiering: 'bankid' }],
        [
          'a case to be explained',
          'policy/forklaring',
          { andamal: 'kofraga', identifiering: 'bankid', arende: number },
        ],
        ['a tillstånd to decide on', `tillstand/${number}/beslut`, { beslut: 'godkant', kommentar: 'Stämmer.' }],
        ['a comment', `tillstand/${NO_SUCH}/beslut`, { beslut: 'godkant', kommentar: `Gäller ${written}.` }],
        ['a review', `tillstand/${NO_SUCH}/granskning`, { utfall: 'befogat', kommentar: `Gäller ${number}.` }],
      ] as const
    ).map(([what, path, body]) => ({ ...uppslag(`a number for ${what}`, body, 400), path: `/api/v1/${path}` })),
    {
      ...uppslag(
        'a number for the key of a tillstånd',
        { regel: 'oppettid', minuter: 5, motivering: 'Driftprov.' },
        400,
      ),
      path: '/api/v1/tillstand',
      headers: { ...agent, 'idempotency-key': number },
    },
    arende('a case called as a number', number, { ...good, status: 'oppnat' }, 400),
    arende('a case called as a number with a separator', written, { ...good, status: 'oppnat' }, 400),
    arende('a case that is not open', 'KC-0', { status: 'stangt' }, 404),
    get('a resource called as a number', `/api/v1/personer/${number}`, 404),
    get('a number in the query of the start page', `/?personnummer=${written}`, 200),
    get('a number in the query of the metrics', `/metrics?${number}`, 401),
    get('a number in the query of the health check', `/health/ready?${number}=${number}`, 200),
    arende('a path that does not decode', `%ff${number}`, { ...good, status: 'oppnat' }, 400),
    get('a path that nobody knows', `/${number}/%ff`, 404),
    { what: 'an unknown method', method: 'SOK', path: `/${number}`, headers: {}, status: 400 },
  ]
}
