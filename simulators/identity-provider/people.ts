/** Somebody whom the demo's identity provider signs in at a click. */
export interface DemoPerson {
  /** Never changes: with the issuer it is the person. */
  readonly subject: string
  readonly name: string
  /** What the person does, and what that shows of the console. */
  readonly task: string
  readonly sees: string
  readonly roller: readonly string[]
  readonly loggar?: readonly string[]
  /** 12 digits: the person's own number. */
  readonly personnummer?: string
  /** Assurance levels that the person can sign in with, the usual one first. */
  readonly levels?: readonly string[]
}

const EVERY_LOG = [
  'insyn',
  'bromma',
  'enskede-arsta-vantor',
  'farsta',
  'hagersten-alvsjo',
  'hasselby-vallingby',
  'jarva',
  'kungsholmen',
  'norra-innerstaden',
  'skarholmen',
  'skarpnack',
  'sodermalm',
]

/** `ownNumber`: of somebody in the simulated city, whom the servicehandläggare then cannot look up. */
export const demoPeople = (ownNumber: string): readonly DemoPerson[] => [
  {
    subject: 'sara.lind',
    name: 'Sara Lind',
    task: 'Servicehandläggare',
    sees: 'Slår upp den som ringer, och fakturor',
    roller: ['aldre-direkt'],
    personnummer: ownNumber,
  },
  {
    subject: 'mats.ekdahl',
    name: 'Mats Ekdahl',
    task: 'Drift',
    sees: 'Nätter, leveranser och fel',
    roller: ['drift'],
  },
  {
    subject: 'eva.ros',
    name: 'Eva Ros',
    task: 'Säkerhetsansvarig',
    sees: 'Åtkomstloggen i alla stadsdelar, uppföljning och utdrag',
    roller: ['sakerhetsansvarig'],
    loggar: EVERY_LOG,
  },
  {
    subject: 'nils.berg',
    name: 'Nils Berg',
    task: 'Granskare',
    sees: 'Den andra som ser på ett utdrag innan det lämnas ut',
    roller: ['sakerhetsansvarig'],
    loggar: EVERY_LOG,
  },
  {
    subject: 'bo.ek',
    name: 'Bo Ek',
    task: 'Gruppledare',
    sees: 'Godkänner enkelttillstånd och läser statistik',
    roller: ['gruppledare'],
  },
]
