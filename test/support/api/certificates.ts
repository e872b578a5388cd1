import { execFileSync } from 'node:child_process'
import { X509Certificate, createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** PEM texts, and the thumbprint as tokens carry it. */
export interface Certifikat {
  readonly key: string
  readonly cert: string
  readonly tumavtryck: string
}

/** One that has signed itself, valid for a day; for a server on loopback as well as for a client. */
export const egetCertifikat = (namn: string): Certifikat =>
  iMapp((mapp) => {
    openssl(mapp, ['req', '-x509', ...NYCKEL, '-out', 'cert.pem', '-days', '1', ...amne(namn)])
    return las(mapp)
  })

/** One that another has signed. */
export const utfardatCertifikat = (namn: string, ca: Certifikat): Certifikat =>
  iMapp((mapp) => {
    openssl(mapp, ['req', ...NYCKEL, '-out', 'csr.pem', ...amne(namn)])
    execFileSync('sh', ['-c', 'cat > ca.pem'], { cwd: mapp, input: ca.cert + ca.key })
    const av = ['-CA', 'ca.pem', '-CAkey', 'ca.pem', '-set_serial', '2', '-days', '1']
    openssl(mapp, ['x509', '-req', '-in', 'csr.pem', '-out', 'cert.pem', ...av])
    return las(mapp)
  })

/** As a proxy tells it (RFC 9440). */
export const clientCert = ({ cert }: Certifikat): string => `:${new X509Certificate(cert).raw.toString('base64')}:`

const NYCKEL = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'key.pem']
const amne = (namn: string) => ['-subj', `/CN=${namn}`, '-addext', 'subjectAltName=IP:127.0.0.1']

function iMapp<T>(gor: (mapp: string) => T): T {
  const mapp = mkdtempSync(join(tmpdir(), 'insyn-certifikat-'))
  try {
    return gor(mapp)
  } finally {
    rmSync(mapp, { recursive: true })
  }
}

function openssl(cwd: string, args: readonly string[]): void {
  execFileSync('openssl', args, { cwd, stdio: 'ignore' })
}

function las(mapp: string): Certifikat {
  const [key, cert] = ['key.pem', 'cert.pem'].map((fil) => readFileSync(join(mapp, fil), 'utf8')) as [string, string]
  const { raw } = new X509Certificate(cert)
  return { key, cert, tumavtryck: createHash('sha256').update(raw).digest('base64url') }
}
