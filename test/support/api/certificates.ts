import { execFileSync } from 'node:child_process'
import { createHash, X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** PEM texts, and the thumbprint as tokens carry it. */
export interface Certificate {
  readonly key: string
  readonly cert: string
  readonly thumbprint: string
}

/** One that has signed itself, valid for a day; for a server on loopback as well as for a client. */
export const ownCertificate = (name: string): Certificate =>
  inFolder((folder) => {
    openssl(folder, ['req', '-x509', ...KEY, '-out', 'cert.pem', '-days', '1', ...topic(name)])
    return read(folder)
  })

/** One that another has signed. */
export const issuedCertificate = (name: string, ca: Certificate): Certificate =>
  inFolder((folder) => {
    openssl(folder, ['req', ...KEY, '-out', 'csr.pem', ...topic(name)])
    execFileSync('sh', ['-c', 'cat > ca.pem'], { cwd: folder, input: ca.cert + ca.key })
    const by = ['-CA', 'ca.pem', '-CAkey', 'ca.pem', '-set_serial', '2', '-days', '1']
    openssl(folder, ['x509', '-req', '-in', 'csr.pem', '-out', 'cert.pem', ...by])
    return read(folder)
  })

/** One that has signed itself and was valid for a day of long ago. */
export const expiredCertificate = (name: string): Certificate =>
  inFolder((folder) => {
    openssl(folder, ['req', '-new', ...KEY, '-out', 'csr.pem', ...topic(name)])
    const settings =
      '[ca]\ndefault_ca=c\n[c]\ndatabase=index\nserial=serial\nnew_certs_dir=.\ndefault_md=sha256\npolicy=p\n'
    writeFileSync(join(folder, 'ca.cnf'), `${settings}copy_extensions=copy\n[p]\ncommonName=supplied\n`)
    writeFileSync(join(folder, 'index'), '')
    writeFileSync(join(folder, 'serial'), '01\n')
    const how = ['-batch', '-selfsign', '-notext', '-config', 'ca.cnf', '-keyfile', 'key.pem', '-in', 'csr.pem']
    const valid = ['-startdate', '20200101000000Z', '-enddate', '20200102000000Z']
    openssl(folder, ['ca', ...how, ...valid, '-out', 'cert.pem'])
    return read(folder)
  })

/** As a proxy tells it (RFC 9440). */
export const clientCert = ({ cert }: Certificate): string => `:${new X509Certificate(cert).raw.toString('base64')}:`

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'key.pem']
const topic = (name: string) => ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1']

function inFolder<T>(make: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'insyn-certifikat-'))
  try {
    return make(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function openssl(cwd: string, args: readonly string[]): void {
  execFileSync('openssl', args, { cwd, stdio: 'ignore' })
}

function read(folder: string): Certificate {
  const [key, cert] = ['key.pem', 'cert.pem'].map((file) => readFileSync(join(folder, file), 'utf8')) as [
    string,
    string,
  ]
  const { raw } = new X509Certificate(cert)
  return { key, cert, thumbprint: createHash('sha256').update(raw).digest('base64url') }
}
