import {
  type Activity,
  activityOf,
  detailsText,
  type ExportedRecord,
  flagsOf,
  type Format,
  known,
  line,
  severityOf,
  shownText,
} from './format.ts'

const VERSION = '9.0.0'
/** Values of event.type that ECS allows with the category api. */
const TYPES: Readonly<Record<Activity, string>> = {
  create: 'creation',
  read: 'access',
  update: 'change',
  delete: 'deletion',
  other: 'info',
}
const OUTCOMES = {
  visat: ['success', 'allowed'],
  tomt: ['success', 'allowed'],
  nekat: ['failure', 'denied'],
  fel: ['failure'],
} as const
const SEVERITIES = { info: 3, low: 5, medium: 6, high: 8 } as const

/** Elastic Common Schema. */
export const ECS: Format = {
  mediaType: 'application/x-ndjson',
  ending: 'ecs.jsonl',
  head: '',
  record: (one) => line(document(one)),
  tail: () => '',
}

function document({ id, logg, atkomst }: ExportedRecord): object {
  const { slutanvandare, utfardare, personRef, roll, klient, utfall } = atkomst
  const [outcome, ...decision] = OUTCOMES[utfall]
  return {
    '@timestamp': atkomst.tid,
    ecs: { version: VERSION },
    event: {
      kind: 'event',
      category: ['api'],
      type: [TYPES[activityOf(atkomst)], ...decision],
      action: atkomst.handelse,
      outcome,
      reason: atkomst.orsak,
      id,
      dataset: 'insyn.atkomst',
      module: 'insyn',
      provider: 'insyn',
      severity: SEVERITIES[severityOf({ ...atkomst, flaggor: flagsOf(atkomst) })],
    },
    organization: { id: logg },
    service: known({ name: 'insyn', type: 'insyn' }),
    trace: { id: atkomst.handelseId },
    ...(slutanvandare === null
      ? {}
      : { user: known({ name: slutanvandare, domain: utfardare, roles: roll === null ? [] : roll.split(' ') }) }),
    related: known({ user: [slutanvandare, personRef].filter((one) => one !== null) }),
    // Own fields: ECS has none for them. Each is one text, as labels are.
    labels: known({
      andamal: atkomst.andamal,
      arende: atkomst.arende,
      klient,
      identitet: atkomst.identitet,
      person_ref: personRef,
      relation: atkomst.relation,
      identifiering: atkomst.identifiering,
      visat: shownText(atkomst),
      utfall,
      flaggor: flagsOf(atkomst).join(','),
      tillstand: atkomst.tillstand,
      avtal: atkomst.avtal,
      policyversion: atkomst.policyversion,
      antal: atkomst.antal === undefined ? null : String(atkomst.antal),
      detaljer: detailsText(atkomst),
    }),
    tags: flagsOf(atkomst),
  }
}
