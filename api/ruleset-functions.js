// What the rules of ruleset.js need beside Spectral's own functions. Each gets a part of the document, with references
// resolved, and gives back what is wrong with it.
const CAMEL = /^[a-z][A-Za-z0-9]*$/
const wrong = (names, what) => names.map((name) => ({ message: `${name} ${what}` }))

export const bothLanguages = (text) =>
  wrong(
    ['Svenska', 'English'].filter((language) => !new RegExp(`\\*\\*${language}\\.\\*\\* \\S`).test(text)),
    'is not among its parts',
  )

export function serviceLevel({ info, externalDocs }) {
  if (/\bSLA\b/.test(externalDocs?.description ?? '')) return []
  return wrong(
    ['availability', 'responseTime', 'support'].filter((part) => !info?.['x-sla']?.[part]),
    'is not in x-sla',
  )
}

/** A body that is a file is of its own type, and has no example to be named. */
const isFile = ({ schema }) => schema?.format === 'binary'

export const hasExamples = (content) =>
  wrong(
    Object.keys(content).filter(
      (type) => !isFile(content[type]) && Object.keys(content[type].examples ?? {}).length === 0,
    ),
    'has no examples',
  )

const PERSON = /^(pnr|personnummer|personnr|ssn|personal_?identity_?number|social_?security_?number)$/i

export const namesNoPerson = (parameters) =>
  wrong(
    parameters.map(({ name }) => name).filter((name) => PERSON.test(name)),
    'is a person',
  )

export const addresses = (paths) =>
  wrong(
    Object.keys(paths).filter((path) => !/^(\/([a-z0-9-]+|\{[A-Za-z0-9]+\}))+$/.test(path)),
    'has other characters',
  )

const query = (parameters) => parameters.filter((one) => one.in === 'query')

export const queryInCamelCase = (parameters) =>
  wrong(
    query(parameters)
      .map(({ name }) => name)
      .filter((name) => !CAMEL.test(name)),
    'is not',
  )

export const queryOptional = (parameters) =>
  wrong(
    query(parameters)
      .filter(({ required }) => required === true)
      .map(({ name }) => name),
    'is required',
  )

/** Whoever pages does so with the profile's names and defaults. */
export function paging(parameters) {
  const defaults = { limit: 20, page: 1, offset: undefined }
  const given = query(parameters).filter(({ name }) => name in defaults)
  const names = given.map(({ name }) => name)
  const alone = names.length === 1 ? wrong(names, 'is alone') : []
  const begun = given.filter(({ name, schema }) => defaults[name] !== undefined && schema.default !== defaults[name])
  return [
    ...alone,
    ...wrong(
      begun.map(({ name }) => name),
      'begins elsewhere',
    ),
  ]
}

const JSON_TYPE = /^application\/(.+\+)?json$/

export const onlyJson = (content) =>
  wrong(
    Object.keys(content ?? {}).filter((type) => !JSON_TYPE.test(type) && !isFile(content[type])),
    'is not JSON',
  )

export const answersJson = ({ responses }) =>
  Object.entries(responses).flatMap(([status, { content }]) => (Number(status) < 400 ? onlyJson(content) : []))

export const onlyProblems = (responses) =>
  wrong(
    ['default', ...Object.keys(responses).filter((status) => Number(status) >= 400)].filter(
      (status) => Object.keys(responses[status]?.content ?? {}).join() !== 'application/problem+json',
    ),
    'is not',
  )

const DATE = /(datum|OchMed|tidpunkt|giltigTill|speglad)$/
const FORMATS = ['date', 'date-time']

export const datesDeclared = (schema) =>
  wrong(
    properties(schema)
      .filter(
        ([name, field]) =>
          DATE.test(name) && ![field, ...(field.anyOf ?? [])].some(({ format }) => FORMATS.includes(format)),
      )
      .map(([name]) => name),
    'has no format',
  )

export const fieldsInCamelCase = (schema) =>
  wrong(
    properties(schema)
      .map(([name]) => name)
      .filter((name) => !CAMEL.test(name)),
    'is not',
  )

function properties(schema) {
  const found = []
  walk(schema, (part) => found.push(...Object.entries(part.properties ?? {})))
  return found
}

export function timesInUtc(example) {
  const found = []
  walk(example, (part) => {
    for (const [name, value] of Object.entries(part)) if (/^\d{4}-\d{2}-\d{2}T.*[^Z]$/.test(value)) found.push(name)
  })
  return wrong(found, 'is not')
}

export const secured = ({ security, components }) =>
  security?.length > 0 && security.every((one) => Object.keys(one).every((name) => name in components.securitySchemes))
    ? []
    : wrong(['security'], 'names no scheme')

export const takesTrace = ({ parameters }) =>
  (parameters ?? []).some((one) => one.in === 'header' && one.name === 'traceparent')
    ? []
    : wrong(['traceparent'], 'is not a parameter')

export const hasHeaders = ({ headers }, names) =>
  wrong(
    names.filter((name) => headers?.[name] === undefined),
    'is not declared',
  )

export const closed = (request) =>
  wrong(
    // What another published schema lists is held to that schema.
    objects(request, (part) => part.additionalProperties !== false && !/^schema: /.test(part.$comment ?? '')),
    'may be more',
  )

export const open = (answer) =>
  wrong(
    objects(answer, (part) => part.additionalProperties === false),
    'may never be more',
  )

function objects(schema, is) {
  const found = []
  walk(schema, (part) => {
    if (part.type === 'object' && is(part)) found.push(Object.keys(part.properties ?? {}).join())
  })
  return found
}

function walk(value, visit) {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) visit(value)
  for (const part of Object.values(value)) walk(part, visit)
}
