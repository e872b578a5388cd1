import type { Access } from '../../../atkomstlogg/access.ts'
import { type Activity, activityOf, type ExportedRecord, flagsOf, type Format, line } from './format.ts'

const TERMINOLOGY = 'http://terminology.hl7.org/CodeSystem'
const DICOM = 'http://dicom.nema.org/resources/ontology/DCM'
const OWN = 'urn:insyn'
const ACTIONS: Readonly<Record<Activity, string>> = { create: 'C', read: 'R', update: 'U', delete: 'D', other: 'E' }
const OUTCOMES = { visat: '0', tomt: '0', nekat: '4', fel: '8' } as const

/** HL7 FHIR R4 AuditEvent, one a line, after the patterns of IHE BALP; no profile is claimed (docs/exports.md). */
export const FHIR: Format = {
  mediaType: 'application/fhir+ndjson',
  ending: 'fhir.ndjson',
  head: '',
  record: (one) => plainLine(auditEvent(one)),
  tail: () => '',
}

/** A text of FHIR has no other blanks or controls than these. */
const OTHER_BLANKS = /(?![ \t\r\n])[\s\p{Cc}]/gu
/** Of JSON text: something that may be one. */
const SUSPECT = /[^\S ]|\\[bfu]/

function plainLine(resource: object): string {
  const text = line(resource)
  if (!SUSPECT.test(text.trimEnd())) return text
  const plain = (_: string, value: unknown) => (typeof value === 'string' ? value.replace(OTHER_BLANKS, ' ') : value)
  return `${JSON.stringify(resource, plain)}\n`
}

function auditEvent({ id, logg, atkomst }: ExportedRecord): object {
  return {
    resourceType: 'AuditEvent',
    // An id has letters, digits, dashes and dots, and no underscore as base64url has.
    id: Buffer.from(id, 'base64url').toString('hex'),
    type: { system: `${TERMINOLOGY}/audit-event-type`, code: 'rest', display: 'RESTful Operation' },
    subtype: [{ system: `${OWN}:handelse`, code: atkomst.handelse }],
    action: ACTIONS[activityOf(atkomst)],
    recorded: atkomst.tid,
    outcome: OUTCOMES[atkomst.utfall],
    outcomeDesc: atkomst.orsak,
    ...(atkomst.andamal === null ? {} : { purposeOfEvent: [{ text: atkomst.andamal }] }),
    agent: agentsOf(atkomst),
    source: {
      site: logg,
      observer: { identifier: { system: `${OWN}:system`, value: 'insyn' }, display: 'Insyn' },
      type: [{ system: `${TERMINOLOGY}/security-source-type`, code: '4', display: 'Application Server' }],
    },
    entity: entitiesOf(logg, atkomst),
  }
}

/** The client is the source and the server the destination, though what is shown goes the other way (BALP). */
function agentsOf({ slutanvandare, utfardare, identitet, roll, klient }: Access): object[] {
  const person = slutanvandare !== null && identitet !== 'system'
  const client = {
    type: coded(DICOM, '110153', 'Source Role ID'),
    who: { identifier: { system: `${OWN}:klient`, value: klient ?? 'insyn' } },
    requestor: !person,
  }
  const server = {
    type: coded(DICOM, '110152', 'Destination Role ID'),
    who: { identifier: { system: `${OWN}:system`, value: 'insyn' } },
    requestor: false,
  }
  if (!person) return [client, server]
  const user = {
    type: coded(`${TERMINOLOGY}/v3-ParticipationType`, 'IRCP', 'information recipient'),
    ...(roll === null ? {} : { role: [{ text: roll }] }),
    who: { identifier: { system: `${OWN}:slutanvandare`, value: slutanvandare, ...assigned(utfardare) } },
    requestor: true,
  }
  return [client, server, user]
}

function entitiesOf(log: string, access: Access): object[] {
  const { personRef, visat, arende, handelseId } = access
  const patient =
    personRef === null
      ? []
      : [
          {
            what: { type: 'Patient', identifier: { system: `${OWN}:personref`, value: personRef } },
            type: entityType('1', 'Person'),
            role: entityRole('1', 'Patient'),
          },
        ]
  const kinds = visat.map(({ mangd, falt }) => ({
    what: { identifier: { system: `${OWN}:informationsmangd`, value: mangd } },
    type: entityType('2', 'System Object'),
    role: entityRole('4', 'Domain Resource'),
    ...detailed(falt.map((name) => ['falt', name] as const)),
  }))
  const request = {
    what: { identifier: { system: `${OWN}:handelse-id`, value: handelseId } },
    type: { system: 'https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType', code: 'XrequestId' },
  }
  const reasons = {
    what: { identifier: { system: `${OWN}:logg`, value: log } },
    type: entityType('2', 'System Object'),
    role: entityRole('13', 'Security Resource'),
    ...detailed([
      ['arende', arende],
      ['relation', access.relation],
      ['identifiering', access.identifiering],
      ['identitet', access.identitet],
      ['tillstand', access.tillstand],
      ['avtal', access.avtal],
      ['policyversion', access.policyversion],
      ['utfall', access.utfall],
      ['antal', access.antal === undefined ? null : String(access.antal)],
      ...flagsOf(access).map((flag) => ['flagga', flag] as const),
      ...Object.entries(access.detaljer ?? {}).flatMap(([name, value]) =>
        (typeof value === 'object' ? value : [value]).map((one) => [name, String(one)] as const),
      ),
    ]),
  }
  return [...patient, ...kinds, request, reasons]
}

/** Issuer and subject together are one person. */
const assigned = (issuer: string | null): object => (issuer === null ? {} : { assigner: { display: issuer } })

const coded = (system: string, code: string, display: string): object => ({ coding: [{ system, code, display }] })
const entityType = (code: string, display: string) => ({ system: `${TERMINOLOGY}/audit-entity-type`, code, display })
const entityRole = (code: string, display: string) => ({ system: `${TERMINOLOGY}/object-role`, code, display })

/** FHIR has no empty texts and no empty lists. */
function detailed(pairs: readonly (readonly [string, string | null])[]): object {
  const detail = pairs.flatMap(([type, valueString]) =>
    valueString === null || valueString.trim() === '' ? [] : [{ type, valueString }],
  )
  return detail.length === 0 ? {} : { detail }
}
