import { FLAGS } from '../../review/record/words.ts'
import { Icon } from '../frame/components.tsx'
import { capital } from '../frame/format.ts'
import { AUDIT, FLAG_NAMES } from './texts.ts'

/** A flag is a question, never a verdict: in words, with a link to its rule. */
export const Flags = ({ flags }: { readonly flags: readonly string[] }) =>
  flags.length === 0 ? (
    <span class="muted">{AUDIT.noFlags}</span>
  ) : (
    <ul class="flags">
      {flags.map((flag) => (
        <li>
          <Icon name="flag" />
          <a href={`/logg/regler#flagga-${encodeURIComponent(flag)}`}>
            {FLAG_NAMES.get(flag) ?? capital(FLAGS.get(flag) ?? flag)}
          </a>
        </li>
      ))}
    </ul>
  )
