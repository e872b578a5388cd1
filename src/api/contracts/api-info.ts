import { Type, type Static } from 'typebox'
import type { Kontrakt } from './contract.ts'

/** Where the API is reached from outside; `v1` follows from the version's first number. */
export const SERVER = 'https://insyn.example/api/v1'

export const API = {
  apiName: 'Insyn',
  apiVersion: '1.0.0',
  apiReleased: '2026-11-25',
  apiDocumentation: `${SERVER}/openapi.json`,
  apiStatus: 'beta',
} as const

export const ApiInfo = Type.Object(
  {
    apiName: Type.String(),
    apiVersion: Type.String({ pattern: '^[0-9]+\\.[0-9]+\\.[0-9]+$', description: 'Semantisk versionering.' }),
    apiReleased: Type.String({ format: 'date' }),
    apiDocumentation: Type.String({ format: 'uri', description: 'API-beskrivningen som OpenAPI 3.1.' }),
    apiStatus: Type.Enum(['beta', 'active', 'deprecated', 'retired']),
  },
  { additionalProperties: false },
)
export type ApiInfo = Static<typeof ApiInfo>

/** Asked for without a token. Nothing that it answers is about anybody, so there is no access to record. */
export type OppetKontrakt = Omit<Kontrakt, 'handelse' | 'startar' | 'begaran' | 'parametrar' | 'fraga'>

export const lasApiInfo: OppetKontrakt = {
  id: 'lasApiInfo',
  metod: 'get',
  vag: '/api/v1/api-info',
  tagg: 'Om API:et',
  sammanfattning: 'Läs vad API:et heter, vilken version det har och var det beskrivs',
  beskrivning: 'Kräver ingen åtkomsttoken och säger ingenting om någon person.',
  description: 'Needs no access token and tells nothing of any person.',
  svar: ApiInfo,
  exempel: { svar: { nuvarande: API } },
  problem: [],
}
