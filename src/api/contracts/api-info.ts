import { type Static, Type } from 'typebox'
import type { Contract } from './contract.ts'

/** Address of the API below the hub's public address; `v1` is the version's first number. */
export const apiAddress = (address: string): string => `${address}/api/v1`

export const API = {
  apiName: 'Insyn',
  apiVersion: '1.0.0',
  apiReleased: '2026-11-25',
  apiStatus: 'beta',
} as const

/** `address`: the hub's public address; empty: the answer's address is relative to its own. */
export const apiInfo = (address: string): ApiInfo => ({
  ...API,
  apiDocumentation: `${apiAddress(address)}/openapi.json`,
})

export const ApiInfo = Type.Object(
  {
    apiName: Type.String({ description: 'API:ets namn.' }),
    apiVersion: Type.String({ pattern: '^[0-9]+\\.[0-9]+\\.[0-9]+$', description: 'Semantisk versionering.' }),
    apiReleased: Type.String({ format: 'date', description: 'Dagen då versionen släpptes, ÅÅÅÅ-MM-DD.' }),
    apiDocumentation: Type.String({
      format: 'uri-reference',
      description: 'Adressen till API-beskrivningen (OpenAPI 3.1), hel eller relativ till svarets egen.',
    }),
    apiStatus: Type.Enum(['beta', 'active', 'deprecated', 'retired'], {
      description: 'Versionens läge: på prov, i bruk, på väg bort eller borttagen.',
    }),
  },
  { additionalProperties: false, description: 'Vad API:et heter, vilken version det har och var det beskrivs.' },
)
export type ApiInfo = Static<typeof ApiInfo>

/** An operation without a token. Its answer holds nothing of any person, so no access is recorded. */
export type OpenContract = Omit<Contract, 'handelse' | 'requires' | 'starting' | 'request' | 'parameters' | 'query'>

export const readApiInfo: OpenContract = {
  id: 'lasApiInfo',
  method: 'get',
  path: '/api/v1/api-info',
  tag: 'Om API:et',
  summary: 'Läs vad API:et heter, vilken version det har och var det beskrivs',
  descriptionSv: 'Kräver ingen åtkomsttoken och säger ingenting om någon person.',
  description: 'Needs no access token and tells nothing of any person.',
  answer: ApiInfo,
  example: { answer: { nuvarande: apiInfo('https://insyn.example') } },
  problem: [],
}
