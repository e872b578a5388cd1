import { CONTRACTS, SCHEMA_MODULES } from './contracts/all.ts'
import { readApiInfo, type OpenContract, API } from './contracts/api-info.ts'
import type { Contract } from './contracts/contract.ts'
import { HEADERS, PARAMETERS, ANSWER_HEADERS } from './openapi-headers.ts'
import { EXTERNAL_DOCUMENTATION, INFO, SECURITY, SERVERS } from './openapi-info.ts'
import { namedExamples, problemCodes, problemReferences, problemSchemas, problemAnswers } from './openapi-problem.ts'
import { createSchemaWriter, type SchemaWriter } from './openapi-schema.ts'
import { ANDAMAL_TEXT } from '../access/request-schema.ts'
import type { Policy } from '../policy/policy.ts'
import { problemType, type ProblemCode } from './problem.ts'
import type { RequestHandler } from 'express'
import { answerJson, answerWritten } from './answer.ts'

const ROOT = '/api/v1'

/**
 * The OpenAPI 3.1 document, from the contracts and the schemas that are enforced. `andamal`: the purposes of the configuration,
 * named wherever a purpose may be stated.
 */
export function createOpenapi(contracts: readonly Contract[] = CONTRACTS, andamal: Policy['andamal'] = {}): object {
  const schemas = createSchemaWriter([...SCHEMA_MODULES, problemSchemas], withCodes(andamal))
  const paths: Record<string, Record<string, object>> = {}
  const addPath = ({ path, method }: Pick<Contract, 'path' | 'method'>, operation: object) => {
    const address = path.slice(ROOT.length).replace(/:([A-Za-z]+)/g, '{$1}')
    paths[address] = { ...paths[address], [method]: operation }
  }
  for (const one of contracts) addPath(one, operation(one, schemas))
  // The document's own path is left out: the profile forbids dots in an address.
  addPath(readApiInfo, openOperation(readApiInfo, schemas))
  const responses = problemAnswers(schemas.write(problemSchemas.Problem, 'Problem'))

  return {
    openapi: '3.1.0',
    info: INFO,
    externalDocs: EXTERNAL_DOCUMENTATION,
    servers: SERVERS,
    tags: [...new Set([...contracts, readApiInfo].map(({ tag }) => tag))].map((name) => ({ name })),
    security: [{ atkomsttoken: [] }],
    paths,
    components: {
      schemas: schemas.components(),
      responses,
      parameters: PARAMETERS,
      headers: HEADERS,
      securitySchemes: SECURITY,
    },
  }
}

const withCodes =
  (andamal: Policy['andamal']) =>
  (schema: object): object =>
    'description' in schema && schema.description === ANDAMAL_TEXT
      ? {
          ...schema,
          description: `${ANDAMAL_TEXT} ${Object.entries(andamal)
            .map(([code, { namn }]) => `\`${code}\` (${namn})`)
            .join(', ')}.`,
          examples: Object.keys(andamal),
        }
      : schema

function operation(contracts: Contract, schemas: SchemaWriter): object {
  const { request, starting, example } = contracts
  const codes = problemCodes(contracts)
  return {
    ...describe(contracts, codes),
    parameters: [
      ...parameters('path', contracts.parameters, schemas),
      ...parameters('query', contracts.query, schemas),
      ...TRACE_HEADERS,
      { $ref: '#/components/parameters/XSlutanvandare' },
      ...(starting === true ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
    ],
    ...(request === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: schemas.write(request, capitalized(`${contracts.id}Begaran`)),
                examples: namedExamples(example.request ?? {}),
              },
            },
          },
        }),
    responses: {
      '200': answerPart(
        'Svaret. Det är loggat innan det lämnas ut.',
        schemas.write(contracts.answer, capitalized(`${contracts.id}Svar`)),
        example.answer,
      ),
      ...problemReferences(codes, request !== undefined),
    },
  }
}

const openOperation = (contracts: OpenContract, schemas: SchemaWriter): object => ({
  ...describe(contracts, ['OVANTAT']),
  security: [],
  parameters: TRACE_HEADERS,
  responses: {
    '200': answerPart(
      'Svaret.',
      schemas.write(contracts.answer, capitalized(`${contracts.id}Svar`)),
      contracts.example.answer,
    ),
    ...problemReferences(['OVANTAT'], false),
  },
})

const answerPart = (description: string, schema: unknown, example: Readonly<Record<string, unknown>>): object => ({
  description,
  headers: ANSWER_HEADERS,
  content: { 'application/json': { schema, examples: namedExamples(example) } },
})

const TRACE_HEADERS = [{ $ref: '#/components/parameters/Traceparent' }, { $ref: '#/components/parameters/XRequestId' }]

const describe = (
  { id, tag, summary, descriptionSv: swedish, description }: OpenContract,
  codes: readonly ProblemCode[],
): object => ({
  operationId: id,
  tags: [tag],
  summary: summary,
  description: `**Svenska.** ${swedish}\n\n**English.** ${description}`,
  'x-problem': codes.map(problemType),
})

function parameters(place: 'path' | 'query', schema: Contract['query'], schemas: SchemaWriter): object[] {
  const required = new Set(schema?.required ?? [])
  return Object.entries(schema?.properties ?? {}).map(([name, one]) => {
    const { description, examples, ...rules } = schemas.writeInside(one) as ParameterSchema
    const example = [...(examples ?? []), rules.default, ...(rules.enum ?? []), rules.const].find(
      (value) => value !== undefined,
    )
    return {
      name,
      in: place,
      ...(place === 'path' || required.has(name) ? { required: true } : {}),
      ...(description === undefined ? {} : { description }),
      schema: rules,
      ...(example === undefined ? {} : { example }),
    }
  })
}

interface ParameterSchema {
  readonly description?: string
  readonly examples?: readonly unknown[]
  readonly default?: unknown
  readonly enum?: readonly unknown[]
  readonly const?: unknown
}

const capitalized = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)

/*
 * Both are answered to anybody, without a token and without an access record: what they say is the same for all and
 * tells nothing of any person, so nothing is disclosed.
 */

export const showApiInfo: RequestHandler = (_req, res) => {
  answerJson(res, 200, API)
}

/** Serves the document; written once. */
export function showOpenapi({ andamal }: Pick<Policy, 'andamal'>): RequestHandler {
  const document = JSON.stringify(createOpenapi(CONTRACTS, andamal))
  return (_req, res) => {
    answerWritten(res, 200, document)
  }
}
