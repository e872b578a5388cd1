import { SOURCES } from '../src/informationsmangd.ts'

/** Every way in which a peer can go wrong, thrown by a switch. */
export const ERROR = [
  'sen', // the first byte comes after the deadline
  'droppar', // a byte now and then
  'fault', // a SOAP fault (or 500 problem, for REST)
  'html', // a proxy's page with status 200
  'tomt', // empty body, status 200
  'avhugget', // cut off in the middle of a row, connection closed as if complete
  'avhugget-efter-rad', // cut off right after a whole row, connection closed as if complete
  'fel-teckenkodning', // declared UTF-8, sent ISO-8859-1
  'for-stort', // far more bytes than any cap allows
  'oordning', // rows of one person apart
  'dubblett', // the same rows twice
  'utan-flagga', // the protection flag is missing for some persons
  'halv-sida', // well-formed, but half of the rows
  'session-borta', // the session is lost
  'nekad', // login refused
  'nere', // connection refused/reset
  'maxrader', // Agresso cuts silently at MaxRows
  'hanger', // the JSON-schema service beside support-management takes a request and answers when the switch is off
] as const
export type Failure = (typeof ERROR)[number]

export const PEERS = [...SOURCES, 'arendesystem', 'support-management'] as const

export interface FaultSwitch {
  readonly peer: (typeof PEERS)[number]
  readonly fel: Failure
  /** Only this stadsdel; all when absent. */
  readonly stadsdel?: string
  /** Only this operation (`LasAllt`, `GetTemplateResultAsXML`, …); all data operations when absent. */
  readonly operation?: string
  /** How many answers go wrong before the peer is well again; forever when absent. */
  readonly antal?: number
  /** How long the switch stands, milliseconds; until it is cleared when absent. */
  readonly ms?: number
}
