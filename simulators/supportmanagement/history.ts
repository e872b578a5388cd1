import { randomUUID } from 'node:crypto'
import type { Errand, Namespace, Tag } from './errands.ts'
import { isSame, type Loaded, type Revision, snapshotOf } from './revisions.ts'

export interface Notification {
  readonly id: string
  readonly created: string
  readonly ownerId: string
  readonly createdBy?: string
  readonly type: string
  readonly subtype: string
  readonly description: string
  readonly expires: string
  readonly acknowledged: boolean
  readonly globalAcknowledged: boolean
}

export interface ErrandEvent {
  readonly id: string
  readonly created: string
  readonly type: 'CREATE' | 'UPDATE' | 'DELETE'
  readonly subType: 'ERRAND' | 'ATTACHMENT'
  readonly message: string
  readonly owner: 'SupportManagement'
  readonly sourceType: 'Errand'
  readonly historyReference?: string
  readonly metadata: readonly Tag[]
}

/** Revisions and events outlive their errand. */
export interface History {
  readonly revisions: Revision[]
  readonly events: ErrandEvent[]
  notifications: Notification[]
}

type Happening = Pick<ErrandEvent, 'type' | 'subType' | 'message'>
const CREATED: Happening = { type: 'CREATE', subType: 'ERRAND', message: 'Ärendet har skapats.' }
export const CHANGED: Happening = { type: 'UPDATE', subType: 'ERRAND', message: 'Ärendet har uppdaterats.' }
export const ATTACHED: Happening = {
  type: 'UPDATE',
  subType: 'ATTACHMENT',
  message: 'En bilaga har lagts till i ärendet.',
}
export const DETACHED: Happening = {
  type: 'UPDATE',
  subType: 'ATTACHMENT',
  message: 'En bilaga har tagits bort från ärendet.',
}
const REMOVED: Happening = { type: 'DELETE', subType: 'ERRAND', message: 'Ärendet har raderats.' }
const NOTIFICATION_DAYS = 40

export function historyOf({ history }: Namespace, errandId: string): History {
  const exists = history.get(errandId) ?? { revisions: [], events: [], notifications: [] }
  history.set(errandId, exists)
  return exists
}

export function recordCreation(namespace: Namespace, errand: Errand, sender: string | undefined): void {
  revise(namespace, errand)
  tell(namespace, errand, CREATED, sender)
}

/** Nothing is recorded when the last revision says the same; it does not after anything that was written without a revision. */
export function recordChange(
  namespace: Namespace,
  errand: Errand,
  happening: Happening,
  statusBefore: string,
  sender: string | undefined,
): void {
  const { notifications } = historyOf(namespace, errand.id)
  if (!revise(namespace, errand, { status: statusBefore, notifications })) return
  tell(namespace, errand, happening, sender)
  notify(namespace, errand, happening, sender)
}

export function recordRemoval(namespace: Namespace, errand: Errand, sender: string | undefined): void {
  historyOf(namespace, errand.id).notifications = []
  tell(namespace, errand, REMOVED, sender)
}

function tell(namespace: Namespace, errand: Errand, happening: Happening, sender: string | undefined): void {
  const { revisions, events } = historyOf(namespace, errand.id)
  const [current, previous] = happening.type === 'UPDATE' ? [revisions.at(-1), revisions.at(-2)] : [revisions.at(-1)]
  const caseId = errand.externalTags.find(({ key }) => key.toLowerCase() === 'caseid')?.value
  const metadata: [string, string | number | undefined][] = [
    ['CaseId', caseId],
    ['CurrentRevision', current?.id],
    ['CurrentVersion', current?.version],
    ['PreviousRevision', previous?.id],
    ['PreviousVersion', previous?.version],
    ['Namespace', namespace.namespace],
    ['Status', errand.status],
    ['ExecutedBy', sender],
  ]
  events.push({
    id: randomUUID(),
    created: new Date().toISOString(),
    ...happening,
    owner: 'SupportManagement',
    sourceType: 'Errand',
    ...(current !== undefined && { historyReference: current.id }),
    metadata: metadata.flatMap(([key, value]) => (value === undefined ? [] : [{ key, value: String(value) }])),
  })
}

/** False: the last revision says the same. */
function revise(namespace: Namespace, errand: Errand, loaded?: Loaded): boolean {
  const { revisions } = historyOf(namespace, errand.id)
  const [snapshot, last] = [snapshotOf(namespace, errand, loaded), revisions.at(-1)]
  if (last !== undefined && isSame(last.snapshot, snapshot)) return false
  revisions.push({
    id: randomUUID(),
    entityId: errand.id,
    entityType: 'ErrandEntity',
    version: (last?.version ?? -1) + 1,
    created: new Date().toISOString(),
    snapshot,
  })
  return true
}

/** The sender's own notification has been seen from the beginning. */
function notify(
  namespace: Namespace,
  { id, assignedUserId }: Errand,
  { type, subType, message }: Happening,
  sender: string | undefined,
): void {
  if (assignedUserId === undefined) return
  const days = namespace.config?.notificationTTLInDays ?? NOTIFICATION_DAYS
  const history = historyOf(namespace, id)
  const notification: Notification = {
    id: randomUUID(),
    created: new Date().toISOString(),
    ownerId: assignedUserId,
    ...(sender !== undefined && { createdBy: sender }),
    type,
    subtype: subType,
    description: message,
    expires: new Date(Date.now() + days * 86_400_000).toISOString(),
    acknowledged: sender?.toLowerCase() === assignedUserId.toLowerCase(),
    globalAcknowledged: false,
  }
  history.notifications = [...history.notifications, notification]
}
