import { Icon } from '../frame/components.tsx'
import { capital } from './words.ts'
import { FLAGS } from '../../review/record/words.ts'

/** Short, with the whole rule behind the link. */
const SHORT: ReadonlyMap<string, string> = new Map([
  ['eget-nummer', 'Eget nummer'],
  ['skyddad-visad', 'Skyddad person visad'],
  ['undantag', 'Enkelttillstånd använt'],
  ['tillstand-galler-ej', 'Enkelttillstånd gällde inte'],
  ['upprepad', 'Skrevs på nytt'],
  ['ror-skyddad', 'Rör skyddad person'],
])

/** A flag is a question, never a verdict: in words, with a link to its rule. */
export const Flags = ({ flags }: { readonly flags: readonly string[] }) =>
  flags.length === 0 ? (
    <span class="muted">inga</span>
  ) : (
    <ul class="flags">
      {flags.map((flag) => (
        <li>
          <Icon name="flag" />
          <a href={`/logg/regler#flagga-${encodeURIComponent(flag)}`}>
            {SHORT.get(flag) ?? capital(FLAGS.get(flag) ?? flag)}
          </a>
        </li>
      ))}
    </ul>
  )
