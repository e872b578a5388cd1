import { KONTRAKT, SCHEMAMODULER } from './contracts/all.ts'
import { lasApiInfo, type OppetKontrakt } from './contracts/api-info.ts'
import type { Kontrakt } from './contracts/contract.ts'
import { HUVUDEN, PARAMETRAR, SVARSHUVUDEN } from './openapi-headers.ts'
import { EXTERN_DOKUMENTATION, INFO, SAKERHET, SERVRAR } from './openapi-info.ts'
import { namngivna, problemkoder, problemreferenser, problemscheman, problemsvar } from './openapi-problem.ts'
import { createSchemaskrivare, type Schemaskrivare } from './openapi-schema.ts'
import { problemtyp, type Problemkod } from './problem.ts'

const ROT = '/api/v1'

/** The OpenAPI 3.1 document: what the contracts promise, in the schemas that are enforced. */
export function createOpenapi(kontrakt: readonly Kontrakt[] = KONTRAKT): object {
  const scheman = createSchemaskrivare([...SCHEMAMODULER, problemscheman])
  const paths: Record<string, Record<string, object>> = {}
  const lagg = ({ vag, metod }: Pick<Kontrakt, 'vag' | 'metod'>, operation: object) => {
    const adress = vag.slice(ROT.length).replace(/:([A-Za-z]+)/g, '{$1}')
    paths[adress] = { ...paths[adress], [metod]: operation }
  }
  for (const ett of kontrakt) lagg(ett, operation(ett, scheman))
  // The document itself is left out: the profile wants no dots in an address.
  lagg(lasApiInfo, oppenOperation(lasApiInfo, scheman))
  const responses = problemsvar(scheman.skriv(problemscheman.Problem, 'Problem'))

  return {
    openapi: '3.1.0',
    info: INFO,
    externalDocs: EXTERN_DOKUMENTATION,
    servers: SERVRAR,
    tags: [...new Set([...kontrakt, lasApiInfo].map(({ tagg }) => tagg))].map((name) => ({ name })),
    security: [{ atkomsttoken: [] }],
    paths,
    components: {
      schemas: scheman.komponenter(),
      responses,
      parameters: PARAMETRAR,
      headers: HUVUDEN,
      securitySchemes: SAKERHET,
    },
  }
}

function operation(kontrakt: Kontrakt, scheman: Schemaskrivare): object {
  const { begaran, startar, exempel } = kontrakt
  const koder = problemkoder(kontrakt)
  return {
    ...beskrivning(kontrakt, koder),
    parameters: [
      ...parametrar('path', kontrakt.parametrar, scheman),
      ...parametrar('query', kontrakt.fraga, scheman),
      ...SPARHUVUDEN,
      { $ref: '#/components/parameters/XSlutanvandare' },
      ...(startar === true ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
    ],
    ...(begaran === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: scheman.skriv(begaran, stor(`${kontrakt.id}Begaran`)),
                examples: namngivna(exempel.begaran ?? {}),
              },
            },
          },
        }),
    responses: {
      '200': svarsdel(
        'Svaret. Det är loggat innan det lämnas ut.',
        scheman.skriv(kontrakt.svar, stor(`${kontrakt.id}Svar`)),
        exempel.svar,
      ),
      ...problemreferenser(koder, begaran !== undefined),
    },
  }
}

const oppenOperation = (kontrakt: OppetKontrakt, scheman: Schemaskrivare): object => ({
  ...beskrivning(kontrakt, ['OVANTAT']),
  security: [],
  parameters: SPARHUVUDEN,
  responses: {
    '200': svarsdel('Svaret.', scheman.skriv(kontrakt.svar, stor(`${kontrakt.id}Svar`)), kontrakt.exempel.svar),
    ...problemreferenser(['OVANTAT'], false),
  },
})

const svarsdel = (description: string, schema: unknown, exempel: Readonly<Record<string, unknown>>): object => ({
  description,
  headers: SVARSHUVUDEN,
  content: { 'application/json': { schema, examples: namngivna(exempel) } },
})

const SPARHUVUDEN = [{ $ref: '#/components/parameters/Traceparent' }, { $ref: '#/components/parameters/XRequestId' }]

const beskrivning = (
  { id, tagg, sammanfattning, beskrivning: svenska, description }: OppetKontrakt,
  koder: readonly Problemkod[],
): object => ({
  operationId: id,
  tags: [tagg],
  summary: sammanfattning,
  description: `**Svenska.** ${svenska}\n\n**English.** ${description}`,
  'x-problem': koder.map(problemtyp),
})

function parametrar(plats: 'path' | 'query', schema: Kontrakt['fraga'], scheman: Schemaskrivare): object[] {
  const kravda = new Set(schema?.required ?? [])
  return Object.entries(schema?.properties ?? {}).map(([name, ett]) => {
    const { description, examples, ...regler } = scheman.skrivInuti(ett) as Parameterschema
    const example = [...(examples ?? []), regler.default, ...(regler.enum ?? []), regler.const].find(
      (varde) => varde !== undefined,
    )
    return {
      name,
      in: plats,
      ...(plats === 'path' || kravda.has(name) ? { required: true } : {}),
      ...(description === undefined ? {} : { description }),
      schema: regler,
      ...(example === undefined ? {} : { example }),
    }
  })
}

interface Parameterschema {
  readonly description?: string
  readonly examples?: readonly unknown[]
  readonly default?: unknown
  readonly enum?: readonly unknown[]
  readonly const?: unknown
}

const stor = (namn: string): string => namn.charAt(0).toUpperCase() + namn.slice(1)
