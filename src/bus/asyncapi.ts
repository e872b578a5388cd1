import { Type } from 'typebox'
import { type Informationsmangd, INFORMATIONSMANGDER } from '../informationsmangd.ts'
import { mirroredUppgift } from '../mapping/item-schemas.ts'
import { CheckpointRow } from './checkpoint-topic.ts'
import { LogRow } from './log-message.ts'
import { checkpointTopic, logTopic, topics, uppgiftTopic } from './topics.ts'

const CLOSED = { additionalProperties: false } as const
const REFERENCE = '^[A-Za-z0-9_-]{22}$'

/** What the value of a message says when it is opened (Uppgiftslage): the whole present state. */
export const stateSchema = (mangd: Informationsmangd) =>
  Type.Object(
    {
      ...mirroredUppgift(mangd),
      personRef: Type.String({
        pattern: REFERENCE,
        description:
          'Opaque, and of one person the same in every topic, stadsdel and avtal: it links them (docs/kafka.md).',
      }),
    },
    CLOSED,
  )

const head = (type: string, forId: string, source: string, time: string) => ({
  ce_specversion: Type.Enum(['1.0'], {
    description: 'A record without it is no message of Insyn: skip and report it.',
  }),
  ce_id: Type.String({ description: forId }),
  ce_source: Type.String({ description: source }),
  ce_type: Type.Enum([type]),
  ce_time: Type.String({ format: 'date-time', description: time }),
})

/** CloudEvents 1.0 attributes as Kafka headers. */
export const headSchema = (mangd: Informationsmangd, event: 'andrad' | 'borttagen') =>
  Type.Object({
    ...head(
      `se.insyn.${mangd}.${event}.v1`,
      'uppgiftRef/version: the same when it comes again.',
      '/<installation>/<källa>/<stadsdel>.',
      'When the change was mirrored.',
    ),
    ce_subject: Type.String({ pattern: REFERENCE, description: 'uppgiftRef, as the key.' }),
    ce_version: Type.String({ pattern: '^[1-9][0-9]*$', description: 'Of the uppgift: keep the highest.' }),
    traceparent: Type.String({ description: 'W3C Trace Context.' }),
    ...(event === 'andrad' ? { 'content-type': Type.Enum(['application/jose']) } : {}),
  })

export const logHeadSchema = Type.Object({
  ...head(
    'se.insyn.atkomst.v1',
    'Leaf hash of the record: the same when it comes again.',
    '/<installation>/atkomstlogg/<log>.',
    'When the access was made.',
  ),
  'content-type': Type.Enum(['application/json']),
})

export const checkpointHeadSchema = Type.Object({
  ...head(
    'se.insyn.kontrollpunkt.v1',
    'SHA-256 of the checkpoint, base64url: the same when it comes again.',
    '/<installation>/atkomstlogg/<log>.',
    'When it was published.',
  ),
  'content-type': Type.Enum(['application/json']),
})

const JWE = Type.String({
  pattern: '^[A-Za-z0-9_-]+\\.\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$',
  description:
    'Compact JWE (RFC 7516), alg dir, enc A256GCM, kid stadsdel/informationsmängd/generation. Opened with the key of ' +
    'that kid it is the JSON of x-plaintext, which names the key and ce_version of its own record. A kid without a key ' +
    'is of a stadsdel or generation that began later: ask for the key and read again from that offset, never skip it silently.',
})

const STATES =
  'The newest state of each uppgift, and tombstones for delete.retention.ms. A consumer whose copy was last complete longer ' +
  'ago than that deletes its copy, then reads from the beginning: what has gone meanwhile is no longer in the topic. Records ' +
  'without ce_specversion are not of Insyn: skip and report them.'
const ACCESS_ROWS =
  'Access records in clear, without the person. Each log is in order; what is older than retention.ms is in the log of its ' +
  'board alone. The same ce_id may come twice.'

const CHECKPOINTS =
  'Signed checkpoints of the access logs, each log in order, kept for ever: whoever keeps them can show that a log has been changed. ' +
  'They say how many records each log has: let auditors alone read them.'

/** A consumer is to accept what a later version adds; what is made here has nothing else. */
const open = (schema: object): object =>
  JSON.parse(
    JSON.stringify(schema, (key, value: unknown) => (key === 'additionalProperties' ? undefined : value)),
  ) as object

/** The AsyncAPI 3 document: what the hub publishes, from the schemas that its own tests hold messages against. */
export function createAsyncapi(version: string): object {
  const options = { amnesprefix: 'insyn', amnen: { partitioner: 6, replikering: 3, minInsync: 2, loggDygn: 90 } }
  const topicNames = new Map(topics(options).map((topic) => [topic.name, topic]))
  const bindings = (name: string) => {
    const { partitioner = 0, replikering = 0, settings = {} } = topicNames.get(name) ?? {}
    return {
      kafka: {
        topic: name,
        partitions: partitioner,
        replicas: replikering,
        'x-configs': settings,
        bindingVersion: '0.5.0',
      },
    }
  }
  const channels = Object.fromEntries(
    INFORMATIONSMANGDER.map((mangd) => {
      const address = uppgiftTopic(options.amnesprefix, mangd)
      const messages = {
        andrad: { $ref: `#/components/messages/${mangd}Andrad` },
        borttagen: { $ref: `#/components/messages/${mangd}Borttagen` },
      }
      return [mangd, { address, description: STATES, messages, bindings: bindings(address) }]
    }),
  )
  const log = logTopic(options.amnesprefix)
  const atkomstlogg = {
    address: log,
    description: ACCESS_ROWS,
    messages: { post: { $ref: '#/components/messages/atkomst' } },
    bindings: bindings(log),
  }
  const checkpoints = checkpointTopic(options.amnesprefix)
  const checkpointChannel = {
    address: checkpoints,
    description: CHECKPOINTS,
    messages: { kontrollpunkt: { $ref: '#/components/messages/kontrollpunkt' } },
    bindings: bindings(checkpoints),
  }
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Insyn',
      version,
      description:
        'What Insyn publishes on Kafka: the present state of every uppgift, encrypted, the access log without persons, and its checkpoints. ' +
        'How to read a message in another language: docs/kafka.md.',
    },
    defaultContentType: 'application/jose',
    servers: { buss: { host: 'kafka.insyn.example:9093', protocol: 'kafka-secure' } },
    channels: { ...channels, atkomstlogg, kontrollpunkt: checkpointChannel },
    operations: Object.fromEntries(
      [...INFORMATIONSMANGDER, 'atkomstlogg', 'kontrollpunkt'].map((name) => [
        `publicera-${name}`,
        { action: 'send', channel: { $ref: `#/channels/${name}` } },
      ]),
    ),
    components: {
      messages: {
        ...Object.fromEntries(INFORMATIONSMANGDER.flatMap(messagesOf)),
        atkomst: {
          name: 'se.insyn.atkomst.v1',
          title: 'An access, without the person it was about',
          contentType: 'application/json',
          headers: logHeadSchema,
          payload: { $ref: '#/components/schemas/Loggrad' },
          bindings: key('Code of the log; each log is in order.'),
        },
        kontrollpunkt: {
          name: 'se.insyn.kontrollpunkt.v1',
          title: 'A signed checkpoint of an access log',
          contentType: 'application/json',
          headers: checkpointHeadSchema,
          payload: { $ref: '#/components/schemas/Kontrollpunkt' },
          bindings: key('Code of the log; each log is in order.'),
        },
      },
      schemas: {
        Kontrollpunkt: open(CheckpointRow),
        Loggrad: open(LogRow),
        ...Object.fromEntries(INFORMATIONSMANGDER.map((mangd) => [stateName(mangd), open(stateSchema(mangd))])),
      },
    },
  }
}

const stateName = (mangd: Informationsmangd): string => `${mangd[0]?.toUpperCase()}${mangd.slice(1)}lage`

const key = (description: string) => ({ kafka: { key: { type: 'string', description }, bindingVersion: '0.5.0' } })

function messagesOf(mangd: Informationsmangd): [string, object][] {
  const bindings = key('uppgiftRef: opaque, the same for as long as the uppgift is there.')
  return [
    [
      `${mangd}Andrad`,
      {
        name: `se.insyn.${mangd}.andrad.v1`,
        title: `The present state of one uppgift of kind ${mangd}`,
        contentType: 'application/jose',
        headers: headSchema(mangd, 'andrad'),
        payload: JWE,
        'x-plaintext': { $ref: `#/components/schemas/${stateName(mangd)}` },
        bindings,
      },
    ],
    [
      `${mangd}Borttagen`,
      {
        name: `se.insyn.${mangd}.borttagen.v1`,
        title: `An uppgift of kind ${mangd} is gone: the value is null`,
        headers: headSchema(mangd, 'borttagen'),
        payload: Type.Null(),
        bindings,
      },
    ],
  ]
}
