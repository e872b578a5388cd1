const KEY = 16
const DIGEST = 16
const ENTRY = KEY + DIGEST + 1
const EMPTY = 0
const UNSEEN = 1
const SEEN = 2

/**
 * What a run must remember of every uppgift and person of its scope: an opaque reference (base64url of 16 bytes), a
 * 16-byte digest and whether it was seen. 33 bytes an entry in one buffer, so that memory stays flat where a Map of
 * strings would grow with the city. References are keyed hashes, so their first bytes serve as the hash.
 */
export class RefTable {
  #slots: number
  #entries: Buffer
  #size = 0
  readonly #key = Buffer.alloc(KEY)

  constructor(expected = 0) {
    this.#slots = 1 << Math.ceil(Math.log2(Math.max(64, expected * 2)))
    this.#entries = Buffer.alloc(this.#slots * ENTRY)
  }

  get size(): number {
    return this.#size
  }

  /** Remembers an unseen entry. */
  put(ref: string, digest: Buffer): void {
    const at = this.#claim(ref)
    digest.copy(this.#entries, at + KEY, 0, DIGEST)
  }

  /** Marks as seen, entering it when it was unknown; says what it was before. */
  see(ref: string): 'ny' | 'osedd' | 'sedd' {
    const at = this.#claim(ref)
    const before = this.#entries[at + KEY + DIGEST]
    this.#entries[at + KEY + DIGEST] = SEEN
    return this.#fresh ? 'ny' : before === SEEN ? 'sedd' : 'osedd'
  }

  /** Marks as seen with the first digest and says how it, or one that stands for the same, compares with what was put. */
  compare(ref: string, [digest, ...others]: readonly [Buffer, ...Buffer[]]): 'ny' | 'samma' | 'annan' {
    const at = this.#claim(ref)
    const known = this.#entries.subarray(at + KEY, at + KEY + DIGEST)
    const same = known.equals(digest) || others.some((one) => known.equals(one))
    const verdict = this.#fresh ? 'ny' : same ? 'samma' : 'annan'
    digest.copy(known, 0, 0, DIGEST)
    this.#entries[at + KEY + DIGEST] = SEEN
    return verdict
  }

  /** What was put; the entry stays as it is. Undefined when there is none. */
  digest(ref: string): Buffer | undefined {
    if (this.#key.write(ref, 'base64url') !== KEY) return undefined
    const at = this.#find(this.#key, 0)
    if (this.#entries[at + KEY + DIGEST] === EMPTY) return undefined
    return Buffer.from(this.#entries.subarray(at + KEY, at + KEY + DIGEST))
  }

  *entries(): Generator<readonly [ref: string, digest: Buffer]> {
    for (let at = 0; at < this.#entries.length; at += ENTRY)
      if (this.#entries[at + KEY + DIGEST] !== EMPTY)
        yield [this.#entries.toString('base64url', at, at + KEY), this.#entries.subarray(at + KEY, at + KEY + DIGEST)]
  }

  *unseen(): Generator<string> {
    for (let at = 0; at < this.#entries.length; at += ENTRY)
      if (this.#entries[at + KEY + DIGEST] === UNSEEN) yield this.#entries.toString('base64url', at, at + KEY)
  }

  #fresh = false

  /** The entry's offset; a new one is entered as unseen and `#fresh` says so. */
  #claim(ref: string): number {
    if (this.#size * 2 >= this.#slots) this.#grow()
    if (this.#key.write(ref, 'base64url') !== KEY) throw new RangeError('a reference is 16 bytes of base64url')
    const at = this.#find(this.#key, 0)
    this.#fresh = this.#entries[at + KEY + DIGEST] === EMPTY
    if (this.#fresh) {
      this.#key.copy(this.#entries, at)
      this.#entries[at + KEY + DIGEST] = UNSEEN
      this.#size++
    }
    return at
  }

  #find(from: Buffer, offset: number): number {
    let slot = from.readUInt32LE(offset) & (this.#slots - 1)
    for (;;) {
      const at = slot * ENTRY
      if (this.#entries[at + KEY + DIGEST] === EMPTY) return at
      if (from.compare(this.#entries, at, at + KEY, offset, offset + KEY) === 0) return at
      slot = (slot + 1) & (this.#slots - 1)
    }
  }

  #grow(): void {
    const old = this.#entries
    this.#slots *= 2
    this.#entries = Buffer.alloc(this.#slots * ENTRY)
    for (let from = 0; from < old.length; from += ENTRY)
      if (old[from + KEY + DIGEST] !== EMPTY) old.copy(this.#entries, this.#find(old, from), from, from + ENTRY)
  }
}
