import { appendCheckpoints } from '../checkpoint-file.ts'
import type { CheckpointPlace } from './place.ts'

/**
 * A folder on other storage, best one that only lets files grow: the same files as the hub's own. It must be there: a folder that
 * the hub made where a mount is missing would lie beside the database.
 */
export function createFolderPlace(folder: string): CheckpointPlace {
  return {
    name: 'katalog',
    publish: (log, notes) => appendCheckpoints(folder, log, notes, 0o640),
  }
}
