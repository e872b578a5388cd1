import { type Static, Type } from 'typebox'
import type { StoredRecord } from '../atkomstlogg/record.ts'
import { INFORMATIONSMANGDER } from '../informationsmangd.ts'
import type { Message } from './message.ts'

const text = Type.Union([Type.String(), Type.Null()])

/**
 * An access record for whoever watches accesses elsewhere: who, when, why, by which rule, what kinds. Whom it was about is
 * left out in every form, the opaque reference, the sealed number and the case included.
 */
export const LogRow = Type.Object(
  {
    logg: Type.String({ description: 'Stadsdelens kod, eller insyn för biträdets egen logg.' }),
    nummer: Type.Integer({ minimum: 0, description: 'Postens plats i sin logg.' }),
    handelse: Type.String(),
    handelseId: Type.String({ description: 'Samma i alla poster som en begäran gav.' }),
    tid: Type.String({ format: 'date-time' }),
    andamal: text,
    roll: text,
    slutanvandare: text,
    identitet: text,
    utfardare: text,
    klient: text,
    relation: text,
    identifiering: text,
    visat: Type.Array(
      Type.Object(
        { mangd: Type.Enum([...INFORMATIONSMANGDER]), falt: Type.Array(Type.String()) },
        { additionalProperties: false },
      ),
      { description: 'Namn på fält, aldrig vad som stod i dem.' },
    ),
    utfall: Type.Enum(['visat', 'tomt', 'nekat', 'fel']),
    orsak: Type.String(),
    flaggor: Type.Array(Type.String()),
    tillstand: text,
    avtal: text,
    policyversion: text,
  },
  { additionalProperties: false },
)
export type LogRow = Static<typeof LogRow>

/**
 * All of one log under one key, so that it stays in order. `ce_id` is its place: what comes twice is told by it. Records from before a
 * field was kept do not have it.
 */
export function logMessage({ logg, nummer, atkomst }: StoredRecord, origin: string): Message {
  const row: LogRow = {
    logg,
    nummer,
    handelse: atkomst.handelse,
    handelseId: atkomst.handelseId,
    tid: atkomst.tid,
    andamal: atkomst.andamal,
    roll: atkomst.roll,
    slutanvandare: atkomst.slutanvandare,
    identitet: atkomst.identitet ?? null,
    utfardare: atkomst.utfardare ?? null,
    klient: atkomst.klient,
    relation: atkomst.relation,
    identifiering: atkomst.identifiering,
    visat: atkomst.visat.map(({ mangd, falt }) => ({ mangd, falt: [...falt] })),
    utfall: atkomst.utfall,
    orsak: atkomst.orsak,
    flaggor: [...(atkomst.flaggor ?? [])],
    tillstand: atkomst.tillstand ?? null,
    avtal: atkomst.avtal,
    policyversion: atkomst.policyversion,
  }
  return {
    nyckel: logg,
    value: Buffer.from(JSON.stringify(row)),
    headers: {
      ce_specversion: '1.0',
      ce_id: `${logg}/${nummer}`,
      ce_source: `/${origin}/atkomstlogg/${logg}`,
      ce_type: 'se.insyn.atkomst.v1',
      ce_time: atkomst.tid,
      'content-type': 'application/json',
    },
  }
}
