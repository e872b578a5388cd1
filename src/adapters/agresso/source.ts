import { InsynError } from '../../errors.ts'
import type { Manifest, ManifestMangd } from '../../mapping/manifest.ts'
import type { SourceBatch } from '../../mapping/person-items.ts'
import type { Trial } from '../../operations/agresso-trial.ts'
import { connect, type Connection } from '../../platform/connection.ts'
import { createLoginGuard } from '../../platform/login-guard.ts'
import { createPace } from '../../platform/pace.ts'
import type { ReadCounts, ReadExtent, Source } from '../../sync/source.ts'
import { createTransport } from '../soap/transport.ts'
import type { SourceContext } from '../source-definition.ts'
import { agressoBinding, type AgressoClient, agressoClient, type Template, type TemplateSettings } from './client.ts'
import { findTemplates } from './find-templates.ts'
import { type Company, readAll, readChanged, readPerson, readRefreshed } from './read-company.ts'
import { requireColumns, type TemplateKind, type Templates } from './template-columns.ts'
import type { ReadLimits } from './template-rows.ts'
import { tryCompany } from './trial.ts'

export interface AgressoOptions extends SourceContext {
  /** With the selector in its query: `…/service.svc?QueryEngineService/QueryEngineV201101`. */
  readonly url: string
  readonly user: string
  readonly password: string
  /** The company code of each stadsdel. */
  readonly foretag: Readonly<Record<string, string>>
  /** The templates by their exact names, the same in every company; `rader` where lines stand in one of their own. */
  readonly mallar: Readonly<Record<'kunder' | 'oppna' | 'historik', TemplateSettings>> & {
    readonly rader?: TemplateSettings
  }
  readonly writesPlus?: boolean | undefined
  /** IANA name of the zone in which the installation keeps last_update. */
  readonly tidszon: string
  /** Regular expressions: texts of faults that refuse the login. */
  readonly inloggningsfel?: readonly string[]
  readonly connection?: Connection
}

/** A read that fails looks its templates up again, since one may have been recreated under another id. */
const TEMPLATES_MS = 10 * 60_000

/** One person is a few kilobytes: an endless answer must not keep the process busy until the deadline. */
const PERSON_BYTES = 4 * 1024 * 1024

interface CompanyRead<T = SourceBatch> {
  readonly deadlineMs: number
  readonly capBytes: number
  readonly templates: (stadsdel: string, client: AgressoClient, signal: AbortSignal) => Promise<Templates>
  readonly read: (company: Company, limits: ReadLimits) => AsyncGenerator<T, void>
}

export interface AgressoSource extends Source {
  /** Reads the company of a stadsdel and keeps nothing, to tell what a sync would meet. */
  trial(stadsdel: string, signal: AbortSignal): Promise<Trial>
  close(): Promise<void>
}

/** The invoices of all companies as one source; nothing is asked of it when the avtal does not permit invoices. */
export function agressoSource(options: AgressoOptions): AgressoSource {
  const { url, user, password, manifests, tidszon, deadlines, capBytes, clock } = options
  const account = { source: 'agresso' } as const
  const perSecond = options.connection?.anropPerSekund
  const transport = createTransport(
    connect('agresso', options.connection ?? {}),
    options.paces?.(account, perSecond) ?? createPace(perSecond),
  )
  const guard = options.logins?.(account, url, user, password) ?? createLoginGuard(clock)
  const binding = agressoBinding(transport, {
    guard,
    ...(options.inloggningsfel && { refusesLogin: options.inloggningsfel.map((one) => new RegExp(one, 'iu')) }),
  })
  const customerManifest = manifestOf(manifests, 'kund')
  const faktura = manifestOf(manifests, 'faktura')
  const clients = new Map<string, AgressoClient>()
  for (const [stadsdel, company] of Object.entries(options.foretag)) {
    const { smallCalls: smallCallsMs } = deadlines
    clients.set(stadsdel, agressoClient({ stadsdel, url, foretag: company, user, password, binding, smallCallsMs }))
  }

  function clientOf(stadsdel: string): AgressoClient {
    const client = clients.get(stadsdel)
    if (client !== undefined) return client
    throw new InsynError('KONFIG_OGILTIG', `agresso: no company for ${stadsdel}: add it to agresso.foretag`)
  }

  /** One after the other: refused credentials must not be tried several times over. */
  const templates: CompanyRead['templates'] = async (_, client, signal) => {
    const { rader } = options.mallar
    return {
      kunder: await client.template(options.mallar.kunder, signal),
      oppna: await client.template(options.mallar.oppna, signal),
      historik: await client.template(options.mallar.historik, signal),
      ...(rader !== undefined && { rader: await client.template(rader, signal) }),
    }
  }

  // Looking up the templates is most of what a read of one person costs. What is cached is the result and not the
  // promise: a promise shared between reads would fail for all of them when the first is aborted.
  const cached = new Map<string, { readonly templates: Templates; readonly readAt: number }>()
  const cachedTemplates: CompanyRead['templates'] = async (stadsdel, client, signal) => {
    const now = clock().getTime()
    const known = cached.get(stadsdel)
    if (known !== undefined && now - known.readAt < TEMPLATES_MS) return known.templates
    const fresh = await templates(stadsdel, client, signal)
    cached.set(stadsdel, { templates: fresh, readAt: now })
    return fresh
  }

  async function* read<T>(
    { stadsdel, mangder, centuryOf }: ReadExtent,
    counts: ReadCounts,
    signal: AbortSignal,
    { deadlineMs, capBytes, templates, read }: CompanyRead<T>,
  ): AsyncGenerator<T, void> {
    if (!mangder.has('faktura')) return
    const client = clientOf(stadsdel)
    const who = `agresso ${stadsdel}`
    const found = await templates(stadsdel, client, signal)
    requireColumns(who, found, { kund: customerManifest, faktura })
    // Once per read: the searches of one person all meet the same unknown id.
    const renewals = new Map<TemplateKind, Promise<Template | undefined>>()
    const renew = async (kind: TemplateKind): Promise<Template | undefined> => {
      const [settings, old] = [options.mallar[kind], found[kind]?.id]
      if (settings === undefined || old === undefined) return undefined
      const fresh = await client.template(settings, signal, old)
      if (fresh.id === old) return undefined
      cached.delete(stadsdel)
      requireColumns(who, { ...found, [kind]: fresh }, { kund: customerManifest, faktura })
      return fresh
    }
    const company: Company = {
      who,
      client,
      templates: found,
      renewed(kind) {
        const renewal = renewals.get(kind) ?? renew(kind)
        renewals.set(kind, renewal)
        return renewal
      },
      kund: customerManifest,
      faktura,
      tidszon,
    }
    const century = { writesPlus: options.writesPlus, centuryOf }
    yield* read(company, { counts, signal, deadlineMs, capBytes, today: clock(), century })
  }

  return {
    name: 'agresso',
    readAll: (extent, counts, signal) =>
      read(extent, counts, signal, { deadlineMs: deadlines.all, capBytes, templates, read: readAll }),
    readChanged: (extent, since, counts, signal) =>
      read(extent, counts, signal, {
        deadlineMs: deadlines.andrade,
        capBytes,
        templates,
        read: (company, limits) => readChanged(company, since, limits),
      }),
    readRefreshed: (extent, since, counts, signal) =>
      read(extent, counts, signal, {
        deadlineMs: deadlines.andrade,
        capBytes,
        templates,
        read: (company, limits) => readRefreshed(company, since, limits),
      }),
    async *readPerson(extent, personnummer, counts, signal, evenProtected) {
      try {
        yield* read(extent, counts, signal, {
          deadlineMs: deadlines.person,
          capBytes: Math.min(capBytes, PERSON_BYTES),
          templates: cachedTemplates,
          read: (company, limits) => readPerson(company, personnummer, limits, evenProtected),
        })
      } catch (error) {
        if (!signal.aborted) cached.delete(extent.stadsdel)
        throw error
      }
    },
    async check(stadsdel, signal) {
      const problems: string[] = []
      const search = { stadsdel, client: clientOf(stadsdel), settings: options.mallar, kund: customerManifest, faktura }
      for await (const { problem } of findTemplates(search, signal)) if (problem !== undefined) problems.push(problem)
      return [...problems, ...transport.clockShortcomings(url, `agresso ${stadsdel}: the service's`)]
    },
    trial: async (stadsdel, signal) =>
      tryCompany(
        {
          stadsdel,
          client: clientOf(stadsdel),
          settings: options.mallar,
          kund: customerManifest,
          faktura,
          tidszon,
          today: clock(),
          deadlineMs: deadlines.all,
          capBytes,
        },
        signal,
      ),
    close: () => transport.close(),
  }
}

function manifestOf(manifests: readonly Manifest[], mangd: ManifestMangd): Manifest {
  const manifest = manifests.find((m) => m.kalla === 'agresso' && m.informationsmangd === mangd)
  if (manifest === undefined)
    throw new InsynError('KONFIG_OGILTIG', `agresso: no manifest for ${mangd}: add one to the tittbehorighet folder`)
  return manifest
}
