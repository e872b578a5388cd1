import type { ComponentChildren, VNode } from 'preact'
import type { Static, TObject, TSchema } from 'typebox'
import type { ByteRange, FileAnswer } from '../../access/outcome.ts'
import type { Contract, FileContract } from '../../api/contracts/contract.ts'
import type { Performance } from '../../api/perform.ts'
import type { Area } from './areas.ts'
import type { SignedIn } from './session.ts'

/** One request for a page, by somebody who has signed in. */
export interface Visit {
  readonly who: SignedIn & { readonly areas: ReadonlySet<Area> }
  /** Of the route's path. */
  readonly parameters: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** The fields of a form that was posted; empty for GET. */
  readonly form: URLSearchParams
  /** The part of a file that a browser asks for when it goes on with a download. */
  readonly range: ByteRange | undefined
  readonly now: Date
  /** Performs an operation of the API as this person: recorded, then answered, or refused with a problem. */
  readonly perform: VisitPerform
  /** Keeps a value for this session alone; resolves with an opaque id. */
  keep(value: object, minutes: number): Promise<string>
  kept(id: string): Promise<unknown>
  renew(id: string, minutes: number): Promise<boolean>
  drop(id: string): Promise<void>
}

interface Asked<B extends TSchema, F extends TObject, P extends TObject> {
  readonly body?: Static<B>
  readonly query?: Partial<Static<F>>
  readonly parameters?: Static<P>
  /** A UUID that the form carries: sent twice, the same thing is started once. */
  readonly idempotencyKey?: string | undefined
  readonly range?: ByteRange | undefined
}

export interface VisitPerform {
  <B extends TSchema, S extends TObject, F extends TObject, P extends TObject>(
    contract: Contract<B, S, F, P>,
    asked: Asked<B, F, P>,
  ): Promise<Performance<Static<S>>>
  <B extends TSchema, F extends TObject, P extends TObject>(
    contract: FileContract<B, F, P>,
    asked: Asked<B, F, P>,
  ): Promise<Performance<FileAnswer>>
}

/** `Alt+` a letter or `?`; `target` is the id of what gets the focus, or of the link or button that is pressed. */
export interface Shortcut {
  readonly key: string
  readonly label: string
  readonly target: string
}

export interface Page {
  /** Before `– Insyn`. Never a name or a number of a person. */
  readonly title: string
  /** Absent for what is nobody's area. */
  readonly area?: Area
  /** The page of the area's own menu that this one belongs to. */
  readonly under?: string
  /** Filled only while a person is open. */
  readonly band?: VNode
  readonly content: ComponentChildren
  readonly shortcuts?: readonly Shortcut[]
  readonly status?: number
  /** Where a browser without script goes by itself when the page has stood open that long; with script the page does so. */
  readonly closes?: { readonly seconds: number; readonly path: string }
}

export interface ServerEvent {
  /** A browser that reconnects sends the last one it got. */
  readonly id?: string
  readonly event?: string
  readonly data: string
}

/** What a route answers with. Paths are the hub's own, from its root. */
export type PageAnswer =
  | { readonly page: Page }
  | { readonly redirect: string }
  /** The browser stays on the page that it shows. */
  | { readonly stay: true }
  | { readonly file: FileAnswer; readonly contract: FileContract }
  /** `again`: after the end the browser asks anew, and is then asked anew who it is. */
  | { readonly events: (signal: AbortSignal) => AsyncIterable<ServerEvent>; readonly again?: true }

export interface PageRoute {
  readonly method: 'get' | 'post'
  /** Express route template. */
  readonly path: string
  /** Only who has the area gets to the page; what a page shows is decided by the operations that it performs. */
  readonly area: Area
  readonly handle: (visit: Visit) => Promise<PageAnswer>
}
