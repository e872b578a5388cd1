import type { Request, RequestHandler } from 'express'
import type { Caller } from '../../access/caller.ts'

/** Somebody who has signed in. */
export interface SignedIn {
  /** Its client is the console's own contract; its issuer is a name in the settings. */
  readonly caller: Caller
  readonly name: string
  /** In every form of this session; `crossSite` compares it. */
  readonly csrf: string
  /** When the session ends, whatever is done in it. */
  readonly endsAt: Date
}

/** Sessions of the console, and what is kept for them alone. */
export interface Sessions {
  /** Reads the cookie of the session: before every route of the console. */
  readonly middleware: readonly RequestHandler[]
  /** Sign-in and sign-out. */
  readonly routes: RequestHandler
  signedIn(req: Request): SignedIn | undefined
  /** Whether the session of a request that is still being answered goes on, whichever process may have ended it. */
  goesOn(req: Request): Promise<boolean>
  /** Whether a request that changes something may come from another site's page, or from another session's. */
  crossSite(req: Request, token: string | null): boolean
  /** Keeps a value sealed for this session; resolves with an opaque id of at least 128 bits. */
  keep(req: Request, value: object, minutes: number): Promise<string>
  /** Undefined when the time is over, or when the id is another session's. */
  kept(req: Request, id: string): Promise<unknown>
  /** False when it is gone. */
  renew(req: Request, id: string, minutes: number): Promise<boolean>
  drop(req: Request, id: string): Promise<void>
}
