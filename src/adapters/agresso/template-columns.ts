import { InsynError } from '../../errors.ts'
import type { Manifest } from '../../mapping/manifest.ts'
import { hasCriterion, type Template } from './client.ts'

export const TEMPLATE_KINDS = ['kunder', 'oppna', 'historik', 'rader'] as const
export type TemplateKind = (typeof TEMPLATE_KINDS)[number]

/** The templates of a company; `rader` only where the lines of invoices stand in one of their own. */
export type Templates = Readonly<Record<Exclude<TemplateKind, 'rader'>, Template>> & { readonly rader?: Template }

export interface AgressoManifests {
  readonly kund: Manifest
  readonly faktura: Manifest
}

/** What the rows of a template are read by. */
export function manifestFor(kind: TemplateKind, { kund, faktura }: AgressoManifests, ownLines: boolean): Manifest {
  if (kind === 'kunder') return kund
  if (!ownLines) return faktura
  if (kind !== 'rader')
    return Object.fromEntries(Object.entries(faktura).filter(([member]) => member !== 'rader')) as unknown as Manifest
  // Codes stand in the heads. By the key, lines find the instalment that they are of.
  const lines = Object.fromEntries(Object.entries(faktura).filter(([member]) => member !== 'statuskoder'))
  const key = faktura.falt.filter(({ falt }) => faktura.postnyckel.includes(falt))
  return { ...(lines as unknown as Manifest), falt: key }
}

export interface ListedColumn {
  readonly column: string
  /** What the manifest reads it as. */
  readonly falt: string
  readonly state: 'finns' | 'dold' | 'saknas'
}

/** Every column that the manifest reads, and whether the template delivers it; the protection flag first. */
export function listedColumns(manifest: Manifest, { columns }: Pick<Template, 'columns'>): ListedColumn[] {
  const { skydd, personnyckel, falt, rader, statuskoder = {} } = manifest
  const listed = new Map<string, string>()
  const list = (column: string, name: string): void => {
    if (!listed.has(column)) listed.set(column, name)
  }
  if (skydd !== undefined) list(skydd.kalla, 'skydd')
  list(personnyckel, 'personnyckel')
  for (const field of falt) list(field.kalla, field.falt)
  for (const field of rader?.falten ?? []) list(field.kalla, `${rader?.falt ?? ''}.${field.falt}`)
  for (const column of Object.keys(statuskoder)) list(column, 'betalstatus')
  return Array.from(listed, ([column, name]) => {
    const shown = columns.get(column)
    return { column, falt: name, state: shown === undefined ? 'saknas' : shown ? 'finns' : 'dold' }
  })
}

/** What is wrong with the template's columns, and what to do; undefined when every listed one is there. */
export function columnShortcoming(manifest: Manifest, template: Template): string | undefined {
  const missing = listedColumns(manifest, template).filter(({ state }) => state !== 'finns')
  if (missing.length === 0) return undefined
  const names = missing.map(({ column, falt, state }) => `${column} (${falt}${state === 'dold' ? ', hidden' : ''})`)
  return (
    `template "${template.name}" does not deliver ${names.join(', ')}: add the column to the template in Agresso, ` +
    `or correct the manifest of ${manifest.informationsmangd}`
  )
}

/**
 * Before anything is read: a column that is listed and not there would be nothing for everybody, which is not what the
 * source says of anybody.
 */
export function requireColumns(who: string, templates: Templates, manifests: AgressoManifests): void {
  for (const kind of TEMPLATE_KINDS) {
    const template = templates[kind]
    if (template === undefined) continue
    const shortcoming = columnShortcoming(manifestFor(kind, manifests, templates.rader !== undefined), template)
    if (shortcoming !== undefined) throw new InsynError('KONFIG_OGILTIG', `${who}: ${shortcoming}`)
  }
}

export function requireCriterion(who: string, template: Template, column: string): void {
  if (hasCriterion(template, column)) return
  throw new InsynError(
    'KONFIG_OGILTIG',
    `${who}: template "${template.name}" has no criterion ${column}: add it in Agresso`,
  )
}

/** The customer master's column of the personnummer. */
export function personnummerColumn({ kund }: AgressoManifests): string {
  const field = kund.falt.find(({ typ }) => typ === 'personnummer')
  if (field === undefined)
    throw new InsynError('KONFIG_OGILTIG', 'agresso: the manifest of kund lists no field of typ personnummer')
  return field.kalla
}
