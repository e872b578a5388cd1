import type { Fakturasvar } from '../../uppslag/uppslag-schema.ts'
import { Facts, PageHead, Section } from '../frame/components.tsx'
import { secondsText } from '../frame/format.ts'
import { ButtonLink } from '../frame/forms.tsx'
import type { Page } from '../frame/visit.ts'
import { LogId, viewAddress } from './band.tsx'
import { COPY_FIRST, InvoiceState, Lines, Ocr } from './invoices.tsx'
import { amountText } from './items.tsx'
import { FACTS } from './panel-texts.ts'
import { FAKTURA, VIEW, WHY } from './texts.ts'
import { OPEN_MINUTES } from './view-times.ts'

/** One invoice, judged and read anew: an access of its own. */
export const fakturaPage = (props: {
  readonly view: string
  readonly answer: Fakturasvar
  readonly stadsdel: string
}): Page => {
  const { faktura, loggId, tidpunkt } = props.answer
  const now = new Date(tidpunkt)
  return {
    title: FAKTURA.title,
    area: 'uppslag',
    closes: { seconds: OPEN_MINUTES * 60, path: viewAddress(props.view, 'stangd') },
    shortcuts: faktura.ocrNummer === undefined ? [] : [{ key: 'O', label: VIEW.copyOne, target: COPY_FIRST }],
    content: (
      <>
        <PageHead title={`${FAKTURA.title} ${faktura.fakturanummer ?? ''}`} about={FAKTURA.about}>
          <ButtonLink href={`/uppslag/${encodeURIComponent(props.view)}`}>{WHY.back}</ButtonLink>
        </PageHead>
        <Facts
          facts={[
            [FACTS.ocr, <Ocr number={faktura.ocrNummer} id={COPY_FIRST} />],
            [FACTS.state, <InvoiceState faktura={faktura} now={now} />],
            [FACTS.amount, faktura.belopp === undefined ? undefined : amountText(faktura.belopp)],
            [FACTS.left, faktura.kvarstaende === undefined ? undefined : amountText(faktura.kvarstaende)],
            [FACTS.invoiceDate, faktura.fakturadatum],
            [FACTS.due, faktura.forfallodatum],
            [FACTS.stadsdel, props.stadsdel],
            [FACTS.readAt, secondsText(now)],
            [WHY.logId, <LogId id={loggId[0]} />],
          ]}
        />
        <Section id="rader" title={FAKTURA.lines}>
          {faktura.rader === undefined || faktura.rader.length === 0 ? (
            <p>{FAKTURA.noLines}</p>
          ) : (
            <Lines faktura={faktura} />
          )}
        </Section>
      </>
    ),
  }
}
