import { unescape } from './references.ts'

/**
 * Text of one element as it stands in a UTF-8 document, its references not resolved: a document within the document is read
 * from it in one pass. To be used at once, since the bytes are used over and over. No reference is cut.
 */
export class EscapedText {
  readonly bytes: Buffer
  readonly from: number
  readonly to: number

  constructor(bytes: Buffer, from: number, to: number) {
    this.bytes = bytes
    this.from = from
    this.to = to
  }

  /** What it stands for. */
  resolved(): Uint8Array {
    const into = Buffer.alloc(this.to - this.from)
    return into.subarray(0, unescape(this.bytes, this.from, this.to, false, into))
  }
}
