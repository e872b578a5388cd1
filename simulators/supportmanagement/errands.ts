import { randomUUID } from 'node:crypto'

export interface Tagg {
  readonly key: string
  readonly value: string
}
export interface Parameter {
  readonly key: string
  readonly displayName?: string
  readonly group?: string
  readonly values?: readonly string[]
  readonly version: number
}
export interface JsonParameter {
  readonly key: string
  readonly schemaId: string
  readonly value: unknown
  readonly version: number
}
export interface Errand {
  readonly id: string
  readonly errandNumber: string
  readonly title: string
  readonly priority: string
  readonly status: string
  readonly reporterUserId: string
  readonly description?: string
  readonly externalTags: readonly Tagg[]
  readonly parameters: readonly Parameter[]
  readonly jsonParameters: readonly JsonParameter[]
  readonly labels: readonly unknown[]
  readonly created: string
  readonly modified: string
  readonly touched: string
  readonly version: number
}

export interface NamespaceConfig {
  readonly displayName: string
  readonly shortCode: string
  readonly accessControl?: boolean
}

export interface Namnrymd {
  readonly municipalityId: string
  readonly namespace: string
  config?: NamespaceConfig
  readonly statusar: Map<string, { readonly name: string; readonly deprecated?: boolean }>
  readonly errander: Map<string, Errand>
}

export type NyttErrand = Pick<Errand, 'title' | 'priority' | 'status' | 'reporterUserId'> & Partial<Errand>

/** The namespaces of one running service with their errands, in memory. */
export function skapaErrander() {
  const namnrymder = new Map<string, Namnrymd>()
  let nummer = 0

  return {
    /** Names of namespaces are the same whatever their case. */
    namnrymd(municipalityId: string, namespace: string): Namnrymd {
      const nyckel = `${municipalityId}/${namespace.toLowerCase()}`
      const finns = namnrymder.get(nyckel)
      if (finns !== undefined) return finns
      const ny: Namnrymd = { municipalityId, namespace, statusar: new Map(), errander: new Map() }
      namnrymder.set(nyckel, ny)
      return ny
    },
    skapa({ errander, config }: Namnrymd, nytt: NyttErrand): Errand {
      const nu = new Date().toISOString()
      nummer += 1
      const errand: Errand = {
        externalTags: [],
        parameters: [],
        jsonParameters: [],
        labels: [],
        ...nytt,
        id: randomUUID(),
        errandNumber: `${config?.shortCode ?? ''}-${String(nummer).padStart(8, '0')}`,
        created: nu,
        modified: nu,
        touched: nu,
        version: 0,
      }
      errander.set(errand.id, errand)
      return errand
    },
    /** A change of the errand itself; that of a json-parameter leaves `modified` and `touched` as they were. */
    andra({ errander }: Namnrymd, errand: Errand, andring: Partial<Errand>, { ror = true } = {}): Errand {
      const nu = new Date().toISOString()
      const andrat = { ...errand, ...andring, ...(ror && { modified: nu, touched: nu }), version: errand.version + 1 }
      errander.set(errand.id, andrat)
      return andrat
    },
  }
}
export type Errander = ReturnType<typeof skapaErrander>
