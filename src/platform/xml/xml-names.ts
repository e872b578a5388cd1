const NAME_START =
  'A-Z_a-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C-\\u200D\\u2070-\\u218F' +
  '\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\u{10000}-\\u{EFFFF}'
const NCNAME = `[${NAME_START}][${NAME_START}\\-.0-9\\u00B7\\u0300-\\u036F\\u203F-\\u2040]*`

/** A name without a prefix (XML 1.0 fifth edition, Namespaces in XML 1.0). */
export const IS_NCNAME = new RegExp(`^${NCNAME}$`, 'u')
/** The two parts of a name that may have a prefix. */
export const QNAME = new RegExp(`^(?:(${NCNAME}):)?(${NCNAME})$`, 'u')
