// The national REST API profile (Nationell REST API-profil) as a Spectral ruleset, in our own words and under the
// profile's rule ids: SKALL is an error, BÖR a warning. INSYN.* are promises of our own. The test beside it runs it; by
// hand it is `spectral lint api/openapi.json --ruleset api/ruleset.js`.
import { defined, enumeration, falsy, pattern, schema, truthy } from '@stoplight/spectral-functions'
import * as own from './ruleset-functions.js'

const OPERATIONS = '$.paths[*][get,put,post,patch,delete]'
const ANSWERS = `${OPERATIONS}.responses[*]`
const PARAMETERS = `${OPERATIONS}.parameters`

const rule = (severity, description, given, then) => ({
  description,
  message: '{{description}}: {{error}}',
  severity,
  given,
  then,
})
const must = (...parts) => rule('error', ...parts)
const should = (...parts) => rule('warn', ...parts)
const fields = (...names) => names.map((field) => ({ field, function: truthy }))
const like = (match) => ({ function: pattern, functionOptions: { match } })
const holds = (check, functionOptions) => ({ function: check, functionOptions })

const documented = {
  'DOK.01': should('externalDocs has description and url', '$.externalDocs', fields('description', 'url')),
  'DOK.03': must(
    'info names version, title, description, contact and licence',
    '$.info',
    fields('version', 'title', 'contact.name', 'contact.url', 'contact.email', 'license.name', 'license.url'),
  ),
  'DOK.06': should('info.description is in Swedish and in English', '$.info.description', holds(own.bothLanguages)),
  'DOK.07': must('info.description is not blank', '$.info', { field: 'description', ...like('\\S') }),
  'DOK.08': must('the service level is stated', '$', holds(own.serviceLevel)),
  'DOK.09': must('known limits are stated', '$.info', fields('x-limitations')),
  'DOK.15': must(
    'every JSON body, asked or answered, has named examples',
    [`${OPERATIONS}.requestBody.content`, `${ANSWERS}.content`],
    holds(own.hasExamples),
  ),
  'DOK.17': should('the present major version of OpenAPI', '$', { field: 'openapi', ...like('^3\\.[1-9]') }),
  'DOK.19': must('every operation has a description', OPERATIONS, fields('description')),
  'DOK.20': must('every answer has a description', ANSWERS, fields('description')),
}

const addresses = {
  'RES.02': should('no parameter is a personnummer', PARAMETERS, holds(own.namesNoPerson)),
  'RES.06': must('addresses are lower-case letters, digits and hyphens', '$.paths', holds(own.addresses)),
  'UFN.01': should(
    'a server is protocol, domain, api and version',
    '$.servers[*].url',
    like('^[a-z]+://[^/]+/[a-z0-9-]+/v\\d+$'),
  ),
  'UFN.02': must('a server is https on port 443', '$.servers[*].url', like('^https://[^:/]+(:443)?/')),
  'VER.05': should('the major version stands in the server', '$.servers[*].url', like('/v\\d+$')),
  'VER.06': must('/api-info tells of the API', '$.paths', fields('/api-info')),
  'FNS.01': must('parameters of the query are in camelCase', PARAMETERS, holds(own.queryInCamelCase)),
  'FNS.05': should('parameters of the query are optional', PARAMETERS, holds(own.queryOptional)),
  'FNS.07': must('paging is limit from 20 and page from 1', PARAMETERS, holds(own.paging)),
}

const bodies = {
  'AME.01': should('answers below 400 are JSON', OPERATIONS, holds(own.answersJson)),
  'AME.02': should('requests are JSON', `${OPERATIONS}.requestBody.content`, holds(own.onlyJson)),
  'AME.04': must('every field is in camelCase', '$.components.schemas[*]', holds(own.fieldsInCamelCase)),
  'DOT.01': must('dates and times are as in RFC 3339', '$.components.schemas[*]', holds(own.datesDeclared)),
  'DOT.04': must('times are in UTC', `${ANSWERS}.content[*].examples[*].value`, holds(own.timesInUtc)),
  'ARQ.03': should('Cache-Control lists its values', '$.components.headers.CacheControl.schema', {
    field: 'enum',
    function: defined,
  }),
  'FEL.01': must('a problem has the members of RFC 9457', `${ANSWERS}.content["application/problem+json"].schema`, {
    function: schema,
    functionOptions: {
      schema: {
        required: ['required'],
        properties: {
          required: {
            allOf: ['type', 'title', 'status', 'detail', 'instance'].map((name) => ({ contains: { const: name } })),
          },
        },
      },
    },
  }),
  'FEL.02': must(
    'from 400 on, and by default, an answer is application/problem+json',
    `${OPERATIONS}.responses`,
    holds(own.onlyProblems),
  ),
  'FOR.02': must('no body on GET', '$.paths[*].get', { field: 'requestBody', function: falsy }),
}

const security = {
  'SAK.09': must('no Basic or Digest', '$.components.securitySchemes[?(@.type=="http")]', {
    field: 'scheme',
    function: enumeration,
    functionOptions: { values: ['bearer'] },
  }),
  'SAK.10': must('a token is asked for, unless an operation says that it is open', '$', holds(own.secured)),
  'SAK.15': must('a key goes in a header', '$.components.securitySchemes[?(@.type=="apiKey")]', {
    field: 'in',
    function: enumeration,
    functionOptions: { values: ['header'] },
  }),
  'SAK.18': should(
    'OAuth addresses are https',
    '$.components.securitySchemes[*].flows[*][tokenUrl,refreshUrl,authorizationUrl]',
    like('^https://'),
  ),
  'SPA.02': must('every operation takes traceparent', OPERATIONS, holds(own.takesTrace)),
  'SPA.04': should('every answer gives traceparent', ANSWERS, holds(own.hasHeaders, ['traceparent'])),
}

const promises = {
  'INSYN.01': must('every parameter has an example', `${PARAMETERS}[*]`, { field: 'example', function: defined }),
  'INSYN.02': must(
    'no answer may be kept, and each can be named',
    ANSWERS,
    holds(own.hasHeaders, ['Cache-Control', 'X-Request-Id']),
  ),
  'INSYN.03': must(
    'an answer may get fields in a later version',
    `${OPERATIONS}.responses[200].content[*].schema`,
    holds(own.open),
  ),
  'INSYN.04': must(
    'an operation tells in Swedish and in English what it does',
    `${OPERATIONS}.description`,
    holds(own.bothLanguages),
  ),
  'INSYN.05': must(
    'whoever has to wait is told for how long',
    `${OPERATIONS}.responses[429,503]`,
    holds(own.hasHeaders, ['Retry-After']),
  ),
  'INSYN.06': must(
    'a request lists all of its fields',
    `${OPERATIONS}.requestBody.content[*].schema`,
    holds(own.closed),
  ),
}

export default { rules: { ...documented, ...addresses, ...bodies, ...security, ...promises } }
