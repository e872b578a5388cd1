import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { Parser } from '@asyncapi/parser'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { testNycklar } from '../../test/support/keys.ts'
import { enAtkomst } from '../../test/support/access-records.ts'
import { INFORMATIONSMANGDER, MANGDER_AV_KALLA } from '../informationsmangd.ts'
import { lasManifest } from '../mapping/load-manifests.ts'
import { API } from '../api/contracts/api-info.ts'
import { FALT } from '../mapping/item-schemas.ts'
import { createAsyncapi, huvudschema, lageschema, logghuvudschema } from './asyncapi.ts'
import { createKuvert } from './envelope.ts'
import { Loggrad, loggmeddelande } from './log-message.ts'

const ROOT = join(import.meta.dirname, '../..')
const published = readFileSync(join(ROOT, 'api/asyncapi.json'), 'utf8')
const ajv = new Ajv2020({ strict: false })
formats.default(ajv)

test('what is committed is what the schemas say: `npm run openapi` writes it anew', () => {
  expect(published).toBe(`${JSON.stringify(createAsyncapi(API.apiVersion), null, 2)}\n`)
})

test('it is a valid AsyncAPI 3 document', async () => {
  const { document, diagnostics } = await new Parser().parse(published)
  // Severity 0 is an error, 1 a warning; the parser knows of a later version of the specification.
  expect(
    diagnostics.filter(({ severity, code }) => Number(severity) <= 1 && code !== 'asyncapi-latest-version'),
  ).toEqual([])
  expect(document?.allChannels().all()).toHaveLength(9)
}, 60_000)

test('what the manifests read is what messages are said to hold', () => {
  for (const { informationsmangd, falt, rader } of lasManifest(join(ROOT, 'config/tittbehorighet')))
    if (informationsmangd !== 'kund')
      for (const namn of [...falt.map((ett) => ett.falt), ...(rader === undefined ? [] : [rader.falt])])
        expect(Object.keys(FALT[informationsmangd])).toContain(namn)
})

test.each(INFORMATIONSMANGDER)('messages about %s follow their schemas', async (mangd) => {
  const nycklar = testNycklar(['bromma'])
  const kuvert = createKuvert({ nycklar, amnesprefix: 'insyn', ursprung: 'insyn.example' })
  const kalla = MANGDER_AV_KALLA.agresso.includes(mangd) ? 'agresso' : 'paraplyet'
  const personRef = nycklar.personRef('x')
  const uppgiftRef = nycklar.uppgiftRef(personRef, 'bromma', kalla, mangd)
  const andring = { uppgiftRef, stadsdel: 'bromma', kalla, mangd, version: 3, tid: new Date() } as const
  const lage = {
    uppgiftRef,
    personRef,
    version: 3,
    stadsdel: 'bromma',
    kalla,
    informationsmangd: mangd,
    last: new Date().toISOString(),
    poster: [{}],
  } as const
  const andrad = kuvert.andrad(andring, lage)
  const follows = (schema: object, value: unknown) =>
    expect([ajv.validate(schema, value), ajv.errorsText()]).toEqual([true, 'No errors'])
  follows(huvudschema(mangd, 'andrad'), andrad.huvuden)
  follows(huvudschema(mangd, 'borttagen'), kuvert.borta(andring).huvuden)
  follows(lageschema(mangd), await kuvert.oppna(andrad))
  expect(ajv.validate(lageschema(mangd), { ...lage, poster: [{ personnummer: 'x' }] })).toBe(false)
  const { components } = JSON.parse(published) as { components: { messages: Record<string, { payload: object }> } }
  follows(components.messages[`${mangd}Andrad`]?.payload ?? { not: {} }, andrad.varde?.toString())
})

test('a record goes out without the person, in any form', () => {
  const atkomst = enAtkomst({ personRef: 'referens-till-nagon', personnummerForseglat: 'forseglat', arende: 'KC-1' })
  const post = { logg: 'bromma', nummer: 7, salt: 'ett-salt', atkomst }
  const { nyckel, varde, huvuden } = loggmeddelande(post, 'insyn.example')
  const rad = JSON.parse(varde?.toString() ?? '') as Loggrad
  expect([ajv.validate(Loggrad, rad), ajv.errorsText()]).toEqual([true, 'No errors'])
  expect([ajv.validate(logghuvudschema, huvuden), ajv.errorsText()]).toEqual([true, 'No errors'])
  expect([nyckel, huvuden.ce_id]).toEqual([post.logg, `${post.logg}/${post.nummer}`])
  const everything = JSON.stringify([nyckel, rad, huvuden])
  for (const hidden of ['referens-till-nagon', 'forseglat', 'KC-1', post.salt]) expect(everything).not.toContain(hidden)
})
