import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { rawConnection } from '../../test/support/api/raw-connection.ts'
import { startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'

const KNOWN = '189001019802'
const OTHER = '189001059808'
const REST = '"andamal":"fakturafraga","relation":"sjalv","identifiering":"bankid"'
const VALID = `{"personnummer":"${KNOWN}",${REST}}`

let app: UppslagApp
beforeAll(async () => {
  app = await startUppslagApp()
})
afterAll(() => app.stop())
beforeEach(() => void (app.logg.written.length = 0))

/** Bytes as they are: a client library would mend some of them. */
async function send(body: string | Buffer, type = 'application/json', path = '/api/v1/uppslag', ...more: string[]) {
  const connection = await rawConnection(app.base)
  const bytes = Buffer.from(body)
  const head = [
    `POST ${path} HTTP/1.1`,
    'Host: hub',
    `Authorization: Bearer ${await app.token({ roller: ['aldre-direkt'] })}`,
  ]
  connection.write([...head, `Content-Type: ${type}`, `Content-Length: ${bytes.length}`, ...more, '', ''].join('\r\n'))
  connection.write(bytes)
  const [answer] = await connection.until(1)
  connection.stop()
  const json = JSON.parse(answer?.body ?? '') as { fel?: readonly { pekare: string; regel: string }[] }
  return { status: answer?.status, text: answer?.body ?? '', fel: json.fel }
}

test.each([
  ['a field twice', `{"personnummer":"${OTHER}","personnummer":"${KNOWN}",${REST}}`, '/personnummer'],
  ['a field twice with one value', `{"personnummer":"${KNOWN}","personnummer":"${KNOWN}",${REST}}`, '/personnummer'],
  ['one of them with escapes', `{"personnummer":"${OTHER}","\\u0070ersonnummer":"${KNOWN}",${REST}}`, '/personnummer'],
  ['the last field again', `{"personnummer":"${KNOWN}",${REST},"andamal":"kofraga"}`, '/andamal'],
  ['blanks before the colon', `{"andamal" : "kofraga" ,\n"personnummer":"${KNOWN}",${REST}}`, '/andamal'],
  ['a field nobody knows twice', `{"${KNOWN}":1,"${KNOWN}":2}`, ''],
  ['__proto__ twice', `{"__proto__":{},"__proto__":{},${REST}}`, '/__proto__'],
  ['constructor twice', `{"constructor":1,"constructor":2,${REST}}`, '/constructor'],
  ['a nested field twice', `{"okant":{"a":1,"a":2},${REST}}`, '/okant/a'],
  ['a nested field twice in one that may not be named', `{"${KNOWN}":{"a":1,"a":2},${REST}}`, ''],
  ['a known field nested in one nobody knows', `{"okant":[{"andamal":1,"andamal":2}],${REST}}`, '/okant/0/andamal'],
  ['a field twice in a list', `{"andamal":[1,{},{"relation":1,"relation":2}]}`, '/andamal/2/relation'],
  ['values that look like structure', `{"andamal":"{\\"a\\":[","relation":"}],","relation":1}`, '/relation'],
  ['an empty name twice', `{"":1,"":2}`, ''],
])('a body with %s is refused by its place, and recorded', async (_, body, place) => {
  const { status, text, fel } = await send(body)
  expect(status).toBe(400)
  expect(fel).toEqual([
    { pekare: place, regel: expect.stringMatching(/^(får anges en gång|innehåller samma fält flera gånger)$/) },
  ])
  expect(text).not.toMatch(/1890010|kofraga/)
  expect(app.logg.written).toMatchObject([{ access: { utfall: 'nekat', orsak: 'begaran-ogiltig' } }])
})

test('the same name in different objects, and a name that is a value too, are no repetition', async () => {
  const text = `{"regel":"oppettid","minuter":5,"motivering":"regel, \\"regel\\": {regel}"}`
  expect((await send(text, undefined, '/api/v1/tillstand')).status).toBe(200)
  // Refused for what it holds, not for a repetition.
  const { fel } = await send(`{"andamal":[{"a":1},{"a":2},"a","a"],"a":{"a":{"a":1}}}`)
  expect(fel?.map(({ regel }) => regel)).not.toContain('innehåller samma fält flera gånger')
})

test.each([
  ['lists', (depth: number) => `{"andamal":${'['.repeat(depth)}${']'.repeat(depth)}}`],
  ['objects', (depth: number) => `{"andamal":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}`],
])('%s too deep in each other are refused as such, however deep', async (_, nested) => {
  const deep = 'är för djupt nästlad'
  for (const depth of [16, 17, 5_000]) {
    const { status, fel } = await send(nested(depth))
    expect([status, fel?.map(({ regel }) => regel)]).toEqual([400, [deep]])
  }
  expect((await send(nested(15))).fel?.map(({ regel }) => regel)).not.toContain(deep)
})

const JSON_TYPE = 'application/json'
test.each<[string, string | Buffer, string, number]>([
  ['UTF-8 without saying so', VALID, JSON_TYPE, 200],
  ['UTF-8 that is said', VALID, `${JSON_TYPE}; charset=utf-8`, 200],
  ['UTF-8 that is said in capitals and quotes', VALID, `${JSON_TYPE};CHARSET="UTF-8"`, 200],
  ['UTF-8 that is said without a dash', VALID, `${JSON_TYPE}; charset=utf8`, 200],
  ['UTF-8 that is said without a dash, in capitals and quotes', VALID, `${JSON_TYPE}; charset="UTF8"`, 200],
  ['UTF-8 by an older name', VALID, `${JSON_TYPE}; charset=unicode-1-1-utf-8`, 200],
  ['UTF-8 that is said without a dash, and another', VALID, `${JSON_TYPE}; charset=utf8; charset=latin1`, 415],
  ['an encoding nobody knows', VALID, `${JSON_TYPE}; charset=utf-88`, 415],
  ['UTF-16 that is said', Buffer.from(VALID, 'utf16le'), `${JSON_TYPE}; charset=utf-16`, 415],
  ['Latin-1 that is said', VALID, `${JSON_TYPE}; charset=iso-8859-1`, 415],
  ['UTF-7 that is said', VALID, `${JSON_TYPE}; charset=utf-7`, 415],
  ['two encodings that are said', VALID, `${JSON_TYPE}; charset=utf-8; charset=utf-16`, 415],
  ['an encoding that is said to be nothing', VALID, `${JSON_TYPE}; charset=`, 415],
  ['UTF-16 without saying so', Buffer.from(VALID, 'utf16le'), JSON_TYPE, 400],
  ['a byte order mark', `\ufeff${VALID}`, JSON_TYPE, 400],
  ['UTF-16 with a byte order mark', Buffer.from(`\ufeff${VALID}`, 'utf16le'), JSON_TYPE, 400],
  ['a lone continuation byte', Buffer.from(VALID.replace('sjalv', 'sj\x80lv'), 'latin1'), JSON_TYPE, 400],
  ['Latin-1', Buffer.from(VALID.replace('sjalv', 'själv'), 'latin1'), JSON_TYPE, 400],
  ['an overlong form', Buffer.from(VALID.replace('sjalv', 'sj\xc1\xa1lv'), 'latin1'), JSON_TYPE, 400],
  ['a surrogate in UTF-8', Buffer.from(VALID.replace('sjalv', 'sj\xed\xa0\x80lv'), 'latin1'), JSON_TYPE, 400],
  ['a character cut off', Buffer.from(`${VALID}\xc3`, 'latin1'), JSON_TYPE, 400],
  ['a list of types', VALID, `${JSON_TYPE}, text/plain`, 415],
])('of encodings, %s', async (_, body, type, status) => {
  const answer = await send(body, type)
  expect(answer.status).toBe(status)
  expect(app.logg.written).toHaveLength(1)
  if (status !== 200) expect(answer.text).not.toContain('18900101')
})

test.each(['gzip', 'br', 'identity, gzip', 'x-unknown'])(
  'a body that is said to be packed by %s is refused',
  async (coding) => {
    expect((await send(VALID, undefined, undefined, `Content-Encoding: ${coding}`)).status).toBe(415)
    expect((await send(VALID, undefined, undefined, 'Content-Encoding: Identity')).status).toBe(200)
  },
)
