import fc from 'fast-check'
import type { Access } from '../../src/atkomstlogg/access.ts'
import type { ExportedRecord } from '../../src/review/exports/formats/format.ts'

/** A lookup that showed something. */
export const LOOKUP: Access = {
  handelse: 'uppslag',
  handelseId: '7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11',
  tid: '2026-10-15T10:00:00.250Z',
  personRef: 'AbCdEfGhIjKlMnOpQrStUv',
  personnummerForseglat: 'c2VhbGVk',
  andamal: 'samlad-fraga',
  arende: 'KC-2026-10017',
  roll: 'aldre-direkt',
  slutanvandare: 'anna.ek',
  identitet: 'token',
  utfardare: 'inloggning',
  klient: 'telefoni',
  relation: 'sjalv',
  identifiering: 'bankid',
  visat: [
    { mangd: 'beslut', falt: ['insats', 'status'] },
    { mangd: 'faktura', falt: ['belopp'] },
  ],
  utfall: 'visat',
  orsak: 'traff',
  flaggor: ['undantag'],
  tillstand: '5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30',
  avtal: 'SDN-2026/1',
  policyversion: '0123456789abcdef',
}

/** An act by the hub itself, of which next to nothing is known. */
export const OWN_ACT: Access = {
  handelse: 'glapp',
  handelseId: '2f1c6a0e-6f0b-4a37-9a55-1d0e8a7c4b10',
  tid: '2026-03-29T01:30:00.000Z',
  personRef: null,
  personnummerForseglat: null,
  andamal: null,
  arende: null,
  roll: null,
  slutanvandare: null,
  identitet: null,
  utfardare: null,
  klient: null,
  relation: null,
  identifiering: null,
  visat: [],
  utfall: 'fel',
  orsak: 'aterstalld',
  flaggor: [],
  tillstand: null,
  avtal: null,
  policyversion: null,
  antal: 3,
  detaljer: { fran: 17, till: 20, loggar: ['bromma', 'jarva'], whole: false },
}

export const exported = (atkomst: Access, log = 'bromma'): ExportedRecord => ({
  id: Buffer.alloc(32, atkomst.handelseId).toString('base64url'),
  logg: log,
  atkomst,
})

/** What a format may trip over: its own separators, quotes, escapes and line ends, formulas, controls, other scripts, half a character. */
const PIECES = [
  ...[';', '"', "'", ',', '|', '\\', '=', '<', '&', '>', ']]>', '\n', '\r', '\r\n', '\t', '\0', '\u0007', '\u001b'],
  ...['=HYPERLINK("x")', '+1', '-1', '@SUM(A1)', '＝1', '\\n', '\\=', 'cs1=x', ' key=value', '{"a":1}', '&amp;', '%00'],
  ...[
    'å',
    'é',
    '😀',
    '\u202eabc',
    '\u200b',
    '\ufeff',
    '\u2028',
    '\u0085',
    '\u00a0',
    '\ud800',
    '\udc00',
    '\ufffe',
    ' ',
    'a',
    '1',
  ],
]
export const hostileText = fc
  .array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 8 })
  .map((parts) => parts.join(''))

/** Records whose every free text is hostile. */
export const hostileAccess: fc.Arbitrary<Access> = fc
  .record({
    andamal: hostileText,
    arende: hostileText,
    roll: hostileText,
    slutanvandare: hostileText,
    utfardare: hostileText,
    klient: hostileText,
    orsak: hostileText,
    avtal: hostileText,
    personRef: hostileText,
    flag: hostileText,
    falt: hostileText,
    detail: hostileText,
  })
  .map(({ flag, falt, detail, ...texts }) => ({
    ...LOOKUP,
    ...texts,
    visat: [{ mangd: 'beslut', falt: [falt] }],
    flaggor: [flag],
    detaljer: { text: detail },
  }))
