import { createHash, randomBytes } from 'node:crypto'
import { ContentInfo, SignedData } from '@peculiar/asn1-cms'
import { AsnConvert, OctetString } from '@peculiar/asn1-schema'
import { MessageImprint, TimeStampReq, TimeStampResp, TSTInfo } from '@peculiar/asn1-tsp'
import { AlgorithmIdentifier } from '@peculiar/asn1-x509'
import { type Dispatcher, request } from 'undici'
import type { TimeStamper } from '../../atkomstlogg/publish/time-stamp-place.ts'
import { InsynError } from '../../errors.ts'
import { connect } from '../../platform/connection.ts'

export interface TimeStampOptions {
  readonly url: string
  /** PEM; trusted in place of the authorities that Node trusts. */
  readonly ca?: string
}

const SHA256 = '2.16.840.1.101.3.4.2.1'
const SIGNED_DATA = '1.2.840.113549.1.7.2'
const TST_INFO = '1.2.840.113549.1.9.16.1.4'
/** granted, and granted with modifications. */
const GRANTED: readonly number[] = [0, 1]
const CAP_BYTES = 100_000

/**
 * Asks an authority for time stamps over HTTP (RFC 3161, section 3.4). Checked is that the token is of this very text and this very
 * request; who signed it is for those who verify it, with the authority's own certificates.
 */
export function createTimeStamper({ url, ca }: TimeStampOptions): TimeStamper {
  const dispatcher = connect('atkomstlogg.tidsstampel', { ca })
  return {
    async stamp(text, signal) {
      const hashedMessage = createHash('sha256').update(text).digest()
      // Positive, and of one length.
      const nonce = Buffer.concat([Buffer.of(1), randomBytes(8)])
      const query = AsnConvert.serialize(
        new TimeStampReq({
          messageImprint: new MessageImprint({
            hashAlgorithm: new AlgorithmIdentifier({ algorithm: SHA256, parameters: null }),
            hashedMessage: new OctetString(hashedMessage),
          }),
          nonce: bufferOf(nonce),
          certReq: true,
        }),
      )
      const reply = await ask(dispatcher, url, Buffer.from(query), signal)
      const token = tokenOf(reply)
      const { messageImprint, nonce: returned } = infoOf(token)
      const same =
        messageImprint.hashAlgorithm.algorithm === SHA256 &&
        Buffer.from(messageImprint.hashedMessage.buffer).equals(hashedMessage) &&
        returned !== undefined &&
        Buffer.from(returned).equals(nonce)
      if (!same) throw noAnswer('the token is of another text or request')
      return token
    },
  }
}

async function ask(dispatcher: Dispatcher, url: string, body: Buffer, signal: AbortSignal): Promise<Buffer> {
  const reply = await request(url, {
    dispatcher,
    method: 'POST',
    headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
    body,
    signal,
  })
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of reply.body as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > CAP_BYTES) throw noAnswer('the reply is longer than any time stamp')
    chunks.push(chunk)
  }
  if (reply.statusCode !== 200) throw noAnswer(`status ${reply.statusCode}`)
  return Buffer.concat(chunks)
}

function tokenOf(reply: Buffer): Buffer {
  const { status, timeStampToken } = parsed(reply, TimeStampResp)
  if (!GRANTED.includes(status.status) || timeStampToken === undefined) throw noAnswer('the request is not granted')
  return Buffer.from(AsnConvert.serialize(timeStampToken))
}

function infoOf(token: Buffer): TSTInfo {
  const { contentType, content } = parsed(token, ContentInfo)
  if (contentType !== SIGNED_DATA) throw noAnswer('the token is not signed')
  const { encapContentInfo } = parsed(Buffer.from(content), SignedData)
  const info = encapContentInfo.eContent?.single?.buffer
  if (encapContentInfo.eContentType !== TST_INFO || info === undefined) throw noAnswer('the token is no time stamp')
  return parsed(Buffer.from(info), TSTInfo)
}

function parsed<T>(bytes: Buffer, type: new () => T): T {
  try {
    return AsnConvert.parse(bytes, type)
  } catch {
    throw noAnswer('the reply is not of RFC 3161')
  }
}

const bufferOf = (bytes: Buffer): ArrayBuffer => new Uint8Array(bytes).buffer

const noAnswer = (what: string): InsynError => new InsynError('KALLA_INTE_SVAR', `the time stamping authority: ${what}`)
