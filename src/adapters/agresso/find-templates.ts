import { InsynError } from '../../errors.ts'
import type { AgressoClient, Template, TemplateSettings } from './client.ts'
import {
  type AgressoManifests,
  columnShortcoming,
  manifestFor,
  TEMPLATE_KINDS,
  type TemplateKind,
} from './template-columns.ts'

export interface TemplateSearch extends AgressoManifests {
  readonly stadsdel: string
  readonly client: AgressoClient
  readonly settings: Readonly<Partial<Record<TemplateKind, TemplateSettings>>>
}

/** A template, or what is to be put right about it, or both. */
export interface FoundTemplate {
  readonly kind: TemplateKind
  readonly template?: Template
  readonly problem?: string
}

/** Each template by itself, so that everything to be put right is told at once. Throws when the source cannot be asked. */
export async function* findTemplates(
  { stadsdel, client, settings, ...manifests }: TemplateSearch,
  signal: AbortSignal,
): AsyncGenerator<FoundTemplate, void> {
  for (const kind of TEMPLATE_KINDS) {
    const own = settings[kind]
    if (own === undefined) continue
    try {
      const template = await client.template(own, signal)
      const shortcoming = columnShortcoming(manifestFor(kind, manifests, settings.rader !== undefined), template)
      yield { kind, template, ...(shortcoming !== undefined && { problem: `agresso ${stadsdel}: ${shortcoming}` }) }
    } catch (error) {
      if (!(error instanceof InsynError && error.code === 'KONFIG_OGILTIG')) throw error
      yield { kind, problem: error.message }
    }
  }
}
