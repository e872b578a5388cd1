import { InsynError } from '../../errors.ts'
import type { Rejected, SourceBatch } from '../../mapping/person-items.ts'
import type { TemplateTrial, Trial } from '../../operations/agresso-trial.ts'
import { noReadCounts } from '../../sync/source.ts'
import { hasCriterion, type Template } from './client.ts'
import type { Evidence } from './completeness.ts'
import { orderWitness } from './customer-order.ts'
import { findTemplates, type TemplateSearch } from './find-templates.ts'
import { type Company, readAll } from './read-company.ts'
import {
  listedColumns,
  manifestFor,
  personnummerColumn,
  type TemplateKind,
  type Templates,
} from './template-columns.ts'

export interface TrialOptions extends TemplateSearch {
  readonly tidszon: string
  readonly today: Date
  readonly deadlineMs: number
  readonly capBytes: number
}

/** Reads one company as a sync would, and keeps nothing of it. */
export async function tryCompany(options: TrialOptions, signal: AbortSignal): Promise<Trial> {
  const { stadsdel, client, kund, faktura, tidszon, today, deadlineMs, capBytes } = options
  const problems: string[] = []
  const counts = noReadCounts()
  const rejected = new Map<string, { falt: string; reason: string; count: number }>()
  const found: { readonly kind: TemplateKind; readonly template: Template }[] = []
  try {
    for await (const { kind, template, problem } of findTemplates(options, signal)) {
      if (template !== undefined) found.push({ kind, template })
      if (problem !== undefined) problems.push(problem)
    }
  } catch (error) {
    problems.push(problemText(error))
  }
  const templates = found.map(({ kind, template }) => trialOf(kind, template, options))
  const trial = (read?: Trial['read']): Trial => ({
    stadsdel,
    templates: templates.map((one) => ({ ...one, rows: counts.rowsPerPart.get(one.kind) ?? 0 })),
    ...(read !== undefined && { read }),
    rejected: [...rejected.values()],
    unlisted: Object.fromEntries(counts.unknownFields),
    problems,
  })
  if (problems.length > 0) return trial()

  const company: Company = {
    who: `agresso ${stadsdel}`,
    client,
    templates: Object.fromEntries(found.map(({ kind, template }) => [kind, template])) as unknown as Templates,
    renewed: () => Promise.resolve(undefined),
    kund,
    faktura,
    tidszon,
  }
  const orders = new Map(found.map(({ kind }) => [kind as string, orderWitness()]))
  const watch = {
    rows: (kind: string, rows: readonly { readonly personnyckel: string }[]) => {
      for (const { personnyckel } of rows) orders.get(kind)?.see(personnyckel)
    },
    ended: (kind: string, evidence: Evidence) => {
      const one = templates.find((template) => template.kind === kind)
      const witness = orders.get(kind)
      if (one === undefined || witness === undefined) return
      const kept = (['nummer', 'text'] as const).filter((order) => witness.keeps(order))
      one.evidence = evidence
      one.order = kept.length === 2 ? 'nummer, text' : (kept[0] ?? 'none')
    },
  }
  const refuse = ({ falt, reason }: Rejected): void => {
    const one = rejected.get(`${falt} ${reason}`) ?? { falt, reason, count: 0 }
    one.count++
    rejected.set(`${falt} ${reason}`, one)
  }
  try {
    const personer = new Set<string>()
    let [items, unprotected] = [0, 0]
    const take = ({ personer: people, orphans }: SourceBatch): void => {
      orphans.forEach(refuse)
      for (const person of people) {
        personer.add(person.personnummer)
        if (person.skydd === 'nej') unprotected++
        items += person.uppgifter.faktura?.length ?? 0
        person.rejected.forEach(refuse)
      }
    }
    for await (const batch of readAll(company, { counts, signal, deadlineMs, capBytes, today, watch })) take(batch)
    if (personer.size > 0 && unprotected === 0)
      problems.push(
        `agresso ${stadsdel}: no customer has the value of ${kund.skydd?.kalla ?? ''} that means unprotected: correct skydd.oskyddad in the manifest of kund`,
      )
    return trial({ personer: personer.size, fakturor: items, notPersons: Object.fromEntries(counts.notPersons) })
  } catch (error) {
    problems.push(problemText(error))
    return trial()
  }
}

function problemText(error: unknown): string {
  if (error instanceof InsynError) return error.message
  throw error
}

function trialOf(kind: TemplateKind, template: Template, { settings, ...manifests }: TrialOptions): TemplateTrial {
  const manifest = manifestFor(kind, manifests, settings.rader !== undefined)
  const used = [
    { column: manifest.personnyckel, use: 'person' },
    ...(kind === 'kunder' ? [{ column: personnummerColumn(manifests), use: 'person' } as const] : []),
    ...(manifest.andrad === undefined ? [] : [{ column: manifest.andrad, use: 'andrad' } as const]),
  ] as const
  return {
    kind,
    name: template.name,
    id: template.id,
    maxRows: template.maxRows,
    columns: listedColumns(manifest, template),
    criteria: used.map(({ column, use }) => ({ column, use, exists: hasCriterion(template, column) })),
    rows: 0,
  }
}
