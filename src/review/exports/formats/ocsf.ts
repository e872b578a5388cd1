import type { Access } from '../../../atkomstlogg/access.ts'
import {
  type Activity,
  activityOf,
  type ExportedRecord,
  flagsOf,
  type Format,
  known,
  line,
  severityOf,
  succeeded,
} from './format.ts'

const VERSION = '1.8.0'
const CATEGORY = 6
const CLASS = 6003
const ACTIVITIES: Readonly<Record<Activity, readonly [id: number, name: string]>> = {
  create: [1, 'Create'],
  read: [2, 'Read'],
  update: [3, 'Update'],
  delete: [4, 'Delete'],
  other: [99, 'Other'],
}
const SEVERITIES = { info: 1, low: 2, medium: 3, high: 4 } as const
const USER = 1
const SERVICE = 4

/** Open Cybersecurity Schema Framework: API Activity. */
export const OCSF: Format = {
  mediaType: 'application/x-ndjson',
  ending: 'ocsf.jsonl',
  head: '',
  record: (one) => line(apiActivity(one)),
  tail: () => '',
}

function apiActivity({ id, logg, atkomst }: ExportedRecord): object {
  const [activity, name] = ACTIVITIES[activityOf(atkomst)]
  return {
    ...{ category_uid: CATEGORY, class_uid: CLASS, activity_id: activity, type_uid: CLASS * 100 + activity },
    // Of another activity than those of the schema the source's own word.
    activity_name: activity === ACTIVITIES.other[0] ? atkomst.handelse : name,
    time: Date.parse(atkomst.tid),
    severity_id: SEVERITIES[severityOf({ ...atkomst, flaggor: flagsOf(atkomst) })],
    status_id: succeeded(atkomst) ? 1 : 2,
    status_code: atkomst.orsak,
    status_detail: atkomst.utfall,
    ...(atkomst.antal === undefined ? {} : { count: atkomst.antal }),
    metadata: {
      version: VERSION,
      uid: id,
      correlation_uid: atkomst.handelseId,
      tenant_uid: logg,
      log_name: 'atkomstlogg',
      product: { name: 'Insyn', vendor_name: 'Insyn' },
    },
    actor: actorOf(atkomst),
    api: { operation: atkomst.handelse, service: { name: 'insyn' } },
    src_endpoint: { name: atkomst.klient ?? 'insyn' },
    resources: resourcesOf(atkomst),
    unmapped: known({
      andamal: atkomst.andamal,
      arende: atkomst.arende,
      roll: atkomst.roll,
      identitet: atkomst.identitet,
      relation: atkomst.relation,
      identifiering: atkomst.identifiering,
      flaggor: flagsOf(atkomst),
      tillstand: atkomst.tillstand,
      avtal: atkomst.avtal,
      policyversion: atkomst.policyversion,
      detaljer: atkomst.detaljer,
    }),
  }
}

function actorOf({ slutanvandare, identitet, utfardare, klient }: Access): object {
  const user =
    slutanvandare === null
      ? {}
      : {
          user: known({
            name: slutanvandare,
            uid: identitet === 'token' && utfardare !== null ? `${utfardare}/${slutanvandare}` : null,
            type_id: identitet === 'system' ? SERVICE : USER,
          }),
        }
  return {
    ...user,
    app_name: klient ?? 'insyn',
    ...(utfardare === null ? {} : { idp: { name: utfardare } }),
  }
}

function resourcesOf({ personRef, visat }: Access): object[] {
  const person = personRef === null ? [] : [{ uid: personRef, type: 'person' }]
  return [...person, ...visat.map(({ mangd, falt }) => ({ name: mangd, type: 'informationsmangd', data: { falt } }))]
}
