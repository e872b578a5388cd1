import { randomUUID } from 'node:crypto'

export interface Tag {
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
  readonly externalTags: readonly Tag[]
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

export interface Namespace {
  readonly municipalityId: string
  readonly namespace: string
  config?: NamespaceConfig
  readonly statuses: Map<string, { readonly name: string; readonly deprecated?: boolean }>
  readonly errands: Map<string, Errand>
}

export type NewErrand = Pick<Errand, 'title' | 'priority' | 'status' | 'reporterUserId'> & Partial<Errand>

/** The namespaces of one running service with their errands, in memory. */
export function createErrands() {
  const namespaces = new Map<string, Namespace>()
  let number = 0

  return {
    /** Names of namespaces are the same whatever their case. */
    namespaceOf(municipalityId: string, namespace: string): Namespace {
      const key = `${municipalityId}/${namespace.toLowerCase()}`
      const exists = namespaces.get(key)
      if (exists !== undefined) return exists
      const fresh: Namespace = { municipalityId, namespace, statuses: new Map(), errands: new Map() }
      namespaces.set(key, fresh)
      return fresh
    },
    create({ errands, config }: Namespace, fresh: NewErrand): Errand {
      const now = new Date().toISOString()
      number += 1
      const errand: Errand = {
        externalTags: [],
        parameters: [],
        jsonParameters: [],
        labels: [],
        ...fresh,
        id: randomUUID(),
        errandNumber: `${config?.shortCode ?? ''}-${String(number).padStart(8, '0')}`,
        created: now,
        modified: now,
        touched: now,
        version: 0,
      }
      errands.set(errand.id, errand)
      return errand
    },
    /** A change of the errand itself; that of a json-parameter leaves `modified` and `touched` as they were. */
    change({ errands }: Namespace, errand: Errand, change: Partial<Errand>, { ror = true } = {}): Errand {
      const now = new Date().toISOString()
      const changed = { ...errand, ...change, ...(ror && { modified: now, touched: now }), version: errand.version + 1 }
      errands.set(errand.id, changed)
      return changed
    },
  }
}
export type Errands = ReturnType<typeof createErrands>
