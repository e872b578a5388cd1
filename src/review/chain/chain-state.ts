import type { PlaceName } from '../../atkomstlogg/publish/place.ts'

/** What is known of one log's chain. */
export interface ChainState {
  readonly logg: string
  /** Records that the log has. */
  readonly records: number
  /** The newest checkpoint that is signed; undefined before the first. */
  readonly checkpoint: { readonly records: number; readonly root: Buffer } | undefined
  readonly places: readonly {
    readonly place: PlaceName
    readonly publishedAt: Date | undefined
    readonly behindSince: Date | undefined
  }[]
  /** The newest check of the whole log. */
  readonly checked: ChainCheck | undefined
  /** A check that runs now. */
  readonly running: { readonly checked: number; readonly of: number } | undefined
}

export interface ChainCheck {
  readonly at: Date
  /** So many were read. */
  readonly records: number
  /** Where the log is no longer what was signed; undefined when it is whole. */
  readonly broken: { readonly from: number; readonly to: number } | undefined
}

/** Tells nothing of a record, nor of a person. */
export interface ChainReader {
  /** In the order of the logs that are asked for. */
  states(logs: readonly string[]): Promise<readonly ChainState[]>
}
