import type { RequestHandler } from 'express'
import { ANDAMAL_TEXT } from '../access/request-schema.ts'
import { encoded } from '../mapping/byte-text.ts'
import type { Policy } from '../policy/policy.ts'
import { type Requirement, requirementText, rollerFor } from '../policy/requirements.ts'
import { answerJson, answerWritten } from './answer.ts'
import { CONTRACTS, SCHEMA_MODULES } from './contracts/all.ts'
import { apiInfo, type OpenContract, readApiInfo } from './contracts/api-info.ts'
import type { AnyContract, Contract, FileContract } from './contracts/contract.ts'
import { ANSWER_HEADERS, FILE_HEADERS, HEADERS, MINIMAL_HEADERS, PARAMETERS, PART_HEADERS } from './openapi-headers.ts'
import { externalDocumentation, INFO, SECURITY_NEEDED, SECURITY_SCHEMES, servers } from './openapi-info.ts'
import { namedExamples, problemAnswers, problemCodes, problemReferences, problemSchemas } from './openapi-problem.ts'
import { createSchemaWriter, type SchemaWriter } from './openapi-schema.ts'
import { type ProblemCode, problemType } from './problem.ts'

const ROOT = '/api/v1'

export interface Described {
  readonly policy: Policy
  /** Public address of the hub, without a slash at its end; empty: addresses are relative to the document's own. */
  readonly address: string
}

/** The OpenAPI 3.1 document of one installation, from the contracts and the schemas that are enforced, and its policy. */
export function createOpenapi({ policy, address }: Described, contracts: readonly AnyContract[] = CONTRACTS): object {
  const schemas = createSchemaWriter([...SCHEMA_MODULES, problemSchemas], withCodes(policy.andamal))
  const paths: Record<string, Record<string, object>> = {}
  const addPath = ({ path, method }: Pick<Contract, 'path' | 'method'>, operation: object) => {
    const template = path.slice(ROOT.length).replace(/:([A-Za-z]+)/g, '{$1}')
    paths[template] = { ...paths[template], [method]: operation }
  }
  const allowed = (requires: Requirement) => rollerFor(policy, Object.keys(policy.roller), requires)
  const operation = createOperationWriter(schemas, allowed, address)
  for (const one of contracts) addPath(one, operation(one))
  // The document's own path is left out: the profile forbids dots in an address.
  addPath(readApiInfo, openOperation(readApiInfo, schemas, address))
  const responses = problemAnswers(schemas.writeAnswer(problemSchemas.Problem, 'Problem'), address)

  return {
    openapi: '3.1.0',
    info: INFO,
    externalDocs: externalDocumentation(address),
    servers: servers(address),
    tags: [...new Set([...contracts, readApiInfo].map(({ tag }) => tag))].map((name) => ({ name })),
    security: SECURITY_NEEDED,
    paths,
    components: {
      schemas: schemas.components(),
      responses,
      parameters: PARAMETERS,
      headers: HEADERS,
      securitySchemes: SECURITY_SCHEMES,
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

const createOperationWriter =
  (schemas: SchemaWriter, allowed: (requires: Requirement) => readonly string[], address: string) =>
  (contract: AnyContract): object => {
    const { request, requires, starting, minimal, example } = contract
    const codes = problemCodes(contract)
    return {
      ...describe(contract, codes, address, rolesText(requires, allowed(requires))),
      'x-behorighet': {
        ...('rights' in requires ? { ratter: requires.rights } : {}),
        roller: allowed(requires),
      },
      parameters: [
        ...parameters('path', contract.parameters, schemas),
        ...parameters('query', contract.query, schemas),
        ...TRACE_HEADERS,
        { $ref: '#/components/parameters/XSlutanvandare' },
        ...(starting === true ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
        ...(contract.file?.ranges === true ? [{ $ref: '#/components/parameters/Range' }] : []),
        ...(minimal === true ? [{ $ref: '#/components/parameters/Prefer' }] : []),
      ],
      ...(request === undefined
        ? {}
        : {
            requestBody: {
              required: true,
              content: {
                'application/json': {
                  schema: schemas.writeRequest(request, capitalized(`${contract.id}Begaran`)),
                  examples: namedExamples(example.request ?? {}),
                },
              },
            },
          }),
      responses: {
        ...(contract.file !== undefined
          ? fileAnswers(contract)
          : {
              '200': answerPart(
                'Svaret. Det är loggat innan det lämnas ut.',
                schemas.writeAnswer(contract.answer, capitalized(`${contract.id}Svar`)),
                contract.example.answer,
                minimal === true ? MINIMAL_HEADERS : {},
              ),
            }),
        ...problemReferences(codes, request !== undefined),
      },
    }
  }

/**
 * The roles stand in the description, which every tool shows, and in `x-behorighet` for programs. They are no scopes of the
 * security requirement, where OpenAPI 3.1 allows names of roles: several in one requirement mean all of them at once, and
 * gateways that read the document would look for them in `scope`, a claim that the tokens need not have.
 */
function rolesText(requires: Requirement, roller: readonly string[]): { swedish: string; english: string } {
  const { swedish, english } = requirementText(requires)
  if ('roll' in requires) return { swedish: ` Kräver ${swedish}.`, english: ` Requires ${english}.` }
  const names = roller.map((roll) => `\`${roll}\``).join(', ')
  return {
    swedish: ` Kräver ${swedish}: ${names === '' ? 'ingen i konfigurationen har det' : names}.`,
    english: ` Requires ${english}: ${names === '' ? 'none of the configuration has it' : names}.`,
  }
}

const openOperation = (contract: OpenContract, schemas: SchemaWriter, address: string): object => ({
  ...describe(contract, ['OVANTAT'], address),
  security: [],
  parameters: TRACE_HEADERS,
  responses: {
    '200': answerPart('Svaret.', schemas.writeAnswer(contract.answer, capitalized(`${contract.id}Svar`)), {
      nuvarande: apiInfo(address),
    }),
    ...problemReferences(['OVANTAT'], false),
  },
})

const answerPart = (
  description: string,
  schema: unknown,
  example: Readonly<Record<string, unknown>>,
  headers: object = {},
): object => ({
  description,
  headers: { ...ANSWER_HEADERS, ...headers },
  content: { 'application/json': { schema, examples: namedExamples(example) } },
})

function fileAnswers({ file: { mediaTypes, description, ranges } }: FileContract): object {
  const answer = (text: string, headers: object) => ({
    description: `${text} Det är loggat innan det lämnas ut.`,
    headers: { ...ANSWER_HEADERS, ...headers },
    content: Object.fromEntries(mediaTypes.map((one) => [one, { schema: { type: 'string', format: 'binary' } }])),
  })
  return {
    '200': answer(description, FILE_HEADERS),
    ...(ranges ? { '206': answer('Den begärda delen av filen.', { ...FILE_HEADERS, ...PART_HEADERS }) } : {}),
  }
}

const TRACE_HEADERS = [{ $ref: '#/components/parameters/Traceparent' }, { $ref: '#/components/parameters/XRequestId' }]

const describe = (
  { id, tag, summary, descriptionSv: swedish, description }: Omit<OpenContract, 'answer' | 'example' | 'file'>,
  codes: readonly ProblemCode[],
  address: string,
  roles = { swedish: '', english: '' },
): object => ({
  operationId: id,
  tags: [tag],
  summary: summary,
  description: `**Svenska.** ${swedish}${roles.swedish}\n\n**English.** ${description}${roles.english}`,
  'x-problem': codes.map((code) => problemType(code, address)),
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

export function showApiInfo(address: string): RequestHandler {
  const info = apiInfo(address)
  return (_req, res) => {
    answerJson(res, 200, info)
  }
}

/** Serves the document; written once. */
export function showOpenapi(described: Described): RequestHandler {
  const document = encoded(JSON.stringify(createOpenapi(described)))
  return (_req, res) => {
    answerWritten(res, 200, document)
  }
}
