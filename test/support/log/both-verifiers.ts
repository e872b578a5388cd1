import { expect } from '@jest/globals'
import type { Refuted } from '../../../src/atkomstlogg/refuted.ts'
import { type FileCheck, type FileVerdict, verifyFile } from '../../../src/atkomstlogg/verify-file.ts'
import * as oneFile from '../../../verifier/insyn-verifier.mjs'

type Verdict = FileVerdict | Refuted

/**
 * The verdicts of the hub's own verifier and of the one in a file of its own: what they find is the same. Where something is
 * wrong they say so in words of their own, and one may name the place more closely than the other.
 */
export async function bothVerdicts(check: FileCheck): Promise<readonly [Verdict, Verdict]> {
  const ours = await verifyFile(check)
  const theirs = (await oneFile.verifyFile(check)) as Verdict
  expect(theirs).toEqual(ours.ok ? ours : expect.objectContaining({ ok: false, fel: expect.stringMatching(/./) }))
  return [ours, theirs]
}

/** The hub's verdict. The place that the other one names, if both do, has records in common with it. */
export async function verifyByBoth(check: FileCheck): Promise<Verdict> {
  const [ours, theirs] = await bothVerdicts(check)
  if (!ours.ok && !theirs.ok && !haveCommon(ours, theirs)) expect(theirs).toEqual(ours)
  return ours
}

function haveCommon(a: Refuted, b: Refuted): boolean {
  if (a.line !== undefined && a.line === b.line) return true
  if (a.from === undefined || a.to === undefined || b.from === undefined || b.to === undefined)
    return a.from === b.from && a.line === b.line
  return a.from === b.from || (a.from < b.to && b.from < a.to)
}
