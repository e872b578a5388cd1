import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@jest/globals'

/** Only root may mount a disk: what needs a full one is not run by others. */
export const mayMount = process.getuid?.() === 0
export const onSmallDisk = mayMount ? test : test.skip

export interface SmallDisk {
  /** Until nothing more goes in, whatever is written and removed meanwhile. */
  fill(this: void): void
  free(this: void): void
  remove(this: void): void
}

/** Mounts an empty disk of that size (`300m`) over a folder. */
export function mountSmallDisk(folder: string, size: string): SmallDisk {
  if (mayMount) execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=0700`, 'tmpfs', folder])
  const filler = join(folder, 'filler')
  return {
    fill: () => void spawnSync('sh', ['-c', 'cat /dev/zero >> "$1"', 'sh', filler]),
    free: () => rmSync(filler),
    remove: () => {
      if (mayMount) spawnSync('umount', ['-l', folder])
    },
  }
}

/** The same over a folder that keeps what is in it. */
export function moveToSmallDisk(folder: string, size: string): SmallDisk {
  const aside = `${folder}-aside`
  renameSync(folder, aside)
  mkdirSync(folder, { mode: 0o700 })
  const disk = mountSmallDisk(folder, size)
  execFileSync('cp', ['-a', `${aside}/.`, folder])
  return disk
}
