import { createYamlReader, invalid } from '../../platform/checked-yaml.ts'
import type { Policy } from '../../policy/policy.ts'

export interface Contact {
  readonly namn?: string
  readonly epost: string
  readonly telefon?: string
  readonly adress?: string
}

interface Organisation {
  readonly namn: string
  readonly kontakt: Contact
  readonly dataskyddsombud: Contact
}

/** Who processes, and who answers for it: `personuppgiftsbitrade.yaml`. */
export interface Processor {
  readonly bitrade: Organisation
  /** By stadsdel. */
  readonly ansvariga: Readonly<Record<string, Organisation>>
  readonly underbitraden: readonly { readonly namn: string; readonly uppgift: string; readonly land: string }[]
  readonly overforingar: readonly { readonly land: string; readonly mottagare: string; readonly skydd: string }[]
  readonly sakerhetsatgarder: readonly string[]
}

const FILE = 'personuppgiftsbitrade.yaml'

/** Throws KONFIG_OGILTIG too when a board that has an avtal is not there: its persons could not be told whom to ask. */
export function readProcessor(folder: string, { avtal, stadsdelar }: Pick<Policy, 'avtal' | 'stadsdelar'>): Processor {
  const processor = createYamlReader()<Processor>(folder, FILE, 'personuppgiftsbitrade')
  const codes = Object.keys(processor.ansvariga)
  const missing = avtal.find(({ stadsdel }) => !codes.includes(stadsdel))
  if (missing !== undefined) throw invalid(FILE, '/ansvariga', `${missing.stadsdel} has an avtal and is not listed`)
  const unknown = codes.find((code) => !stadsdelar.some(({ kod }) => kod === code))
  if (unknown !== undefined) throw invalid(FILE, `/ansvariga/${unknown}`, 'is no stadsdel of stadsdelar.yaml')
  return processor
}

/** The board that answers for a log; the processor answers for its own. */
export const organisationOf = ({ bitrade, ansvariga }: Processor, log: string): Organisation =>
  (Object.hasOwn(ansvariga, log) ? ansvariga[log] : undefined) ?? bitrade

export const contactText = ({ namn, epost, telefon, adress }: Contact): string =>
  [namn, epost, telefon === undefined ? undefined : `telefon ${telefon}`, adress].filter((part) => part).join(', ')
