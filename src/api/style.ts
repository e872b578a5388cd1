/** The start page's style sheet. Colours keep at least 4.5:1 in both schemes; state is never told by colour alone. */
export const STYLE = `:root { color-scheme: light dark; --text: #1b1b1b; --yta: #ffffff; --linje: #6b6b6b; --bra: #0b5d1e; --varning: #7a4a00; --fel: #9b1c1c; --kod: #f2f2f2; }
@media (prefers-color-scheme: dark) { :root { --text: #f2f2f2; --yta: #16181a; --linje: #9a9a9a; --bra: #7fd694; --varning: #f0c36d; --fel: #ff9d9d; --kod: #24272a; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 1rem; background: var(--yta); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
header, main { max-width: 60rem; margin: 0 auto; }
h1, h2 { line-height: 1.2; }
.rulla, pre { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; font-weight: 600; padding-bottom: .5rem; }
th, td { border-bottom: 1px solid var(--linje); padding: .5rem .75rem .5rem 0; text-align: left; vertical-align: top; }
.aktuell { color: var(--bra); }
.inaktuell { color: var(--varning); }
.ej-svar { color: var(--fel); }
pre { background: var(--kod); padding: 1rem; }
:focus-visible { outline: 3px solid currentColor; outline-offset: 2px; }
`
