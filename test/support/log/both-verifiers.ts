import { expect } from '@jest/globals'
import * as oneFile from '../../../verifier/insyn-verifier.mjs'
import type { Refuted } from '../../../src/atkomstlogg/refuted.ts'
import { describeVerdict, verifyFile, type FileCheck, type FileVerdict } from '../../../src/atkomstlogg/verify-file.ts'

/** The verdict of the hub's own verifier and of the one in a file of its own, which must be the same to the letter. */
export async function verifyByBoth(check: FileCheck): Promise<FileVerdict | Refuted> {
  const ours = await verifyFile(check)
  const theirs = await oneFile.verifyFile(check)
  expect([theirs, oneFile.describe(theirs)]).toEqual([ours, describeVerdict(ours)])
  return ours
}
