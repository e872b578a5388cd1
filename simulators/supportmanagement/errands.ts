import { randomUUID } from 'node:crypto'
import { ATTACHED, CHANGED, DETACHED, type History, recordChange, recordCreation, recordRemoval } from './history.ts'
import { byKey, mergedJsonParameters, mergedParameters } from './lists.ts'

export interface Tag {
  readonly key: string
  readonly value: string
}
export interface Parameter {
  /** Of its row: no answer tells it, every revision does. */
  readonly id?: string
  readonly key: string
  readonly displayName?: string
  readonly group?: string
  readonly values?: readonly string[]
  readonly version: number
}
export interface JsonParameter {
  readonly id?: string
  readonly key: string
  readonly schemaId: string
  readonly value: unknown
  readonly version: number
}
/** A file that somebody has added; its content is not kept here. */
export interface Attachment {
  readonly id: string
  readonly fileName: string
  readonly fileSize: number
  readonly created: string
}
export interface Errand {
  readonly id: string
  readonly errandNumber: string
  readonly title: string
  readonly priority: string
  readonly status: string
  readonly reporterUserId: string
  readonly description?: string
  readonly resolution?: string
  readonly channel?: string
  readonly assignedUserId?: string
  readonly assignedGroupId?: string
  readonly escalationEmail?: string
  readonly contactReasonDescription?: string
  readonly businessRelated?: boolean
  readonly externalTags: readonly Tag[]
  readonly parameters: readonly Parameter[]
  readonly jsonParameters: readonly JsonParameter[]
  readonly labels: readonly unknown[]
  /** No answer of the errand has them, every revision does. */
  readonly attachments?: readonly Attachment[]
  readonly created: string
  /** Absent until the errand itself is changed. */
  readonly modified?: string
  readonly touched: string
  readonly version: number
}

export interface NamespaceConfig {
  readonly displayName: string
  readonly shortCode: string
  readonly notificationTTLInDays?: number
  readonly accessControl?: boolean
}

export interface Namespace {
  readonly municipalityId: string
  readonly namespace: string
  config?: NamespaceConfig
  readonly statuses: Map<string, { readonly name: string; readonly deprecated?: boolean }>
  readonly errands: Map<string, Errand>
  /** By the id of the errand. */
  readonly history: Map<string, History>
}

export type NewErrand = Pick<Errand, 'title' | 'priority' | 'status' | 'reporterUserId'> & Partial<Errand>

/** Texts that an empty one takes away. */
const TEXTS = [
  'description',
  'resolution',
  'channel',
  'assignedUserId',
  'assignedGroupId',
  'escalationEmail',
  'contactReasonDescription',
] as const
/** What a PATCH may change of an errand's own row; what the service does not know is ignored. */
const OWN = ['title', 'priority', 'status', 'businessRelated', ...TEXTS, 'externalTags', 'labels'] as const

function ownOf<T extends Partial<Errand>>(errand: T): Pick<T, (typeof OWN)[number]> {
  const isEmptied = (field: string): boolean =>
    (TEXTS as readonly string[]).includes(field) && errand[field as keyof T] === ''
  const given = OWN.filter((field) => errand[field] != null)
  return Object.fromEntries(given.map((field) => [field, isEmptied(field) ? undefined : errand[field]]))
}

/** The namespaces of one running service with their errands, in memory. */
export function createErrands() {
  const namespaces = new Map<string, Namespace>()
  let number = 0

  const store = ({ errands }: Namespace, errand: Errand): Errand => {
    const rowOf = <T extends { readonly id?: string }>(entry: T): T => ({ ...entry, id: entry.id ?? randomUUID() })
    const stored = {
      ...errand,
      parameters: byKey(errand.parameters).map(rowOf),
      jsonParameters: byKey(errand.jsonParameters).map(rowOf),
    }
    errands.set(errand.id, stored)
    return stored
  }

  return {
    /** Names of namespaces are the same whatever their case. */
    namespaceOf(municipalityId: string, namespace: string): Namespace {
      const key = `${municipalityId}/${namespace.toLowerCase()}`
      const exists = namespaces.get(key)
      if (exists !== undefined) return exists
      const fresh: Namespace = {
        municipalityId,
        namespace,
        statuses: new Map(),
        errands: new Map(),
        history: new Map(),
      }
      namespaces.set(key, fresh)
      return fresh
    },
    create(namespace: Namespace, fresh: NewErrand, sender?: string): Errand {
      const now = new Date().toISOString()
      number += 1
      const errand = store(namespace, {
        externalTags: [],
        labels: [],
        ...ownOf(fresh),
        reporterUserId: fresh.reporterUserId,
        parameters: fresh.parameters ?? [],
        jsonParameters: fresh.jsonParameters ?? [],
        id: randomUUID(),
        errandNumber: `${namespace.config?.shortCode ?? ''}-${String(number).padStart(8, '0')}`,
        created: now,
        touched: now,
        version: 0,
      })
      recordCreation(namespace, errand, sender)
      return errand
    },
    /**
     * A PATCH of the errand. What it changes of the errand's own row raises the version once more than the change of a list beside it, and `modified`.
     * A revision, an event and a notification follow when anything differs from the last revision, also what was written otherwise since.
     */
    change(namespace: Namespace, errand: Errand, change: Partial<Errand>, sender?: string): Errand {
      const own = ownOf(change)
      const isDirty = OWN.some((field) => field in own && (Array.isArray(own[field]) || own[field] !== errand[field]))
      const { parameters, jsonParameters } = change
      const now = new Date().toISOString()
      const changed = store(namespace, {
        ...errand,
        ...own,
        ...(parameters != null && { parameters: mergedParameters(errand.parameters, parameters) }),
        ...(jsonParameters != null && {
          jsonParameters: mergedJsonParameters(errand.jsonParameters, jsonParameters),
        }),
        ...(isDirty && { modified: now, touched: now }),
        version: errand.version + (isDirty ? 2 : 1),
      })
      recordChange(namespace, changed, CHANGED, errand.status, sender)
      return changed
    },
    /** Parameters and json-parameters by their own address: no revision, no event, and `modified` stays. */
    write(namespace: Namespace, errand: Errand, lists: Partial<Pick<Errand, 'parameters' | 'jsonParameters'>>): Errand {
      return store(namespace, { ...errand, ...lists, version: errand.version + 1 })
    },
    /** A file comes or goes: the errand's version stays, but a revision follows as of a PATCH. */
    attach(namespace: Namespace, errand: Errand, attachments: readonly Attachment[], sender?: string): void {
      const changed = store(namespace, { ...errand, attachments })
      const isMore = attachments.length > (errand.attachments?.length ?? 0)
      recordChange(namespace, changed, isMore ? ATTACHED : DETACHED, errand.status, sender)
    },
    remove(namespace: Namespace, errand: Errand, sender?: string): void {
      namespace.errands.delete(errand.id)
      recordRemoval(namespace, errand, sender)
    },
  }
}
export type Errands = ReturnType<typeof createErrands>
