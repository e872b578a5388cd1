import type { Access } from '../../../atkomstlogg/access.ts'
import {
  type Activity,
  activityOf,
  detailsText,
  type ExportedRecord,
  flagsOf,
  type Format,
  stockholmText,
} from './format.ts'

/** Values that the contract allows. */
const ACTIVITIES: Readonly<Record<Activity, string>> = {
  create: 'Skriva',
  read: 'Läsa',
  update: 'Skriva',
  delete: 'Radera',
  other: 'Läsa',
}
const EMERGENCY = 'Nödöppning'
/** What the contract wants and a record need not have. */
const NOT_STATED = 'ej angivet'
const OPERATOR = 'insyn'
const LONGEST = { level: 50, text: 256, arguments: 8192 } as const

/**
 * The fields of Inera's StoreLog 1.0 (ehr:log 1.2), as one request of all records. The ids are Insyn's own: whoever hands it
 * to a log service puts HSA-ids in their places (docs/exports.md).
 */
export const STORE_LOG: Format = {
  mediaType: 'application/xml',
  ending: 'storelog.xml',
  head: '<?xml version="1.0" encoding="UTF-8"?>\n<StoreLogRequest xmlns="urn:riv:ehr:log:store:StoreLogResponder:1" xmlns:l="urn:riv:ehr:log:1">\n',
  record: (one) => `${element('Log', log(one))}\n`,
  tail: () => '</StoreLogRequest>\n',
}

function log({ id, logg, atkomst }: ExportedRecord): string {
  const { visat, handelse, flaggor } = { ...atkomst, flaggor: flagsOf(atkomst) }
  const kinds = visat.length === 0 ? [handelse] : visat.map(({ mangd }) => mangd)
  const provider = group('CareProvider', text('CareProviderId', logg, LONGEST.text))
  return [
    text('LogId', uuidOf(id)),
    group('System', text('SystemId', OPERATOR), text('SystemName', 'Insyn')),
    group(
      'Activity',
      text('ActivityType', flaggor.includes('undantag') ? EMERGENCY : ACTIVITIES[activityOf(atkomst)]),
      text('ActivityLevel', handelse, LONGEST.level),
      text('ActivityArgs', argumentsOf(atkomst), LONGEST.arguments),
      text('StartDate', stockholmText(atkomst.tid)),
      text('Purpose', atkomst.andamal ?? NOT_STATED),
    ),
    group(
      'User',
      text('UserId', atkomst.slutanvandare ?? atkomst.klient ?? OPERATOR),
      ...(atkomst.roll === null ? [] : [text('Assignment', atkomst.roll, LONGEST.text)]),
      group('CareProvider', text('CareProviderId', OPERATOR)),
      group('CareUnit', text('CareUnitId', atkomst.klient ?? OPERATOR)),
    ),
    group(
      'Resources',
      ...kinds.map((kind) =>
        group(
          'Resource',
          text('ResourceType', kind),
          ...(atkomst.personRef === null ? [] : [group('Patient', text('PatientId', atkomst.personRef))]),
          provider,
        ),
      ),
    ),
  ].join('')
}

function argumentsOf(access: Access): string {
  const { utfall, orsak, arende, relation, identifiering, identitet, tillstand, avtal, policyversion, handelseId } =
    access
  const pairs = Object.entries({
    utfall,
    orsak,
    arende,
    relation,
    identifiering,
    identitet,
    tillstand,
    avtal,
    policyversion,
    handelseId,
  })
  return [
    ...pairs.flatMap(([name, value]) => (value === null ? [] : [`${name}=${value}`])),
    ...flagsOf(access).map((flag) => `flagga=${flag}`),
    ...access.visat.map(({ mangd, falt }) => `visat.${mangd}=${falt.join(',')}`),
    detailsText(access),
  ]
    .filter((part) => part !== '')
    .join('; ')
}

/** The contract's id is a UUID: one of version 8 (RFC 9562), of the first bytes of the record's. */
function uuidOf(id: string): string {
  const bytes = Buffer.from(id, 'base64url').subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

const element = (name: string, content: string): string => `<${name}>${content}</${name}>`
const group = (name: string, ...content: readonly string[]): string => element(`l:${name}`, content.join(''))
const text = (name: string, value: string, longest = Infinity): string =>
  element(`l:${name}`, escaped(cut(value, longest)))

/** Not in the middle of a character. */
const cut = (value: string, longest: number): string =>
  value.length <= longest ? value : value.slice(0, longest).replace(/[\ud800-\udbff]$/, '')

// XML 1.0 has no such characters, not even escaped. A carriage return would be read as a line feed.
const IMPOSSIBLE =
  /[\0-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g
const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' }
const escaped = (value: string): string =>
  value.replace(IMPOSSIBLE, '\ufffd').replace(/[&<>\r]/g, (character) => ESCAPES[character] ?? '')
