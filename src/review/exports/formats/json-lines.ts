import { type ExportedRecord, type Format, line } from './format.ts'

/**
 * One record a line, and last the manifest: the hash in it is that of all lines before it. A whole record stands in its own
 * bytes, by which a leaf of the tree can be computed; otherwise its access stands with its id.
 */
export const JSON_LINES: Format = {
  mediaType: 'application/x-ndjson',
  ending: 'jsonl',
  head: '',
  record: ({ id, logg, atkomst, whole }: ExportedRecord) =>
    // The hub alone opens the sealed number.
    whole === undefined ? line({ atkomst: { ...atkomst, personnummerForseglat: undefined }, id, logg }) : `${whole}\n`,
  tail: (manifest) => line({ manifest }),
}
