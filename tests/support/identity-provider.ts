/** A small provider of identities that speaks OpenID Connect: discovery, keys, and tokens for codes it was told of. */
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

export type Claims = {
  readonly sub: string
  readonly email: string
  readonly email_verified: boolean
  readonly name: string
}

type IdentityProvider = {
  readonly issuer: string
  /** What happens when somebody signs in there: from the address a browser was sent to, to where it is sent back. */
  readonly signIn: (authorizationUrl: string, claims: Claims) => string
  readonly close: () => Promise<void>
}

export const CLIENT = { clientId: 'galley', clientSecret: 'a secret between the two' }

export async function startIdentityProvider(): Promise<IdentityProvider> {
  const { publicKey, privateKey } = await generateKeyPair('RS256')
  const key = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }
  const granted = new Map<string, { claims: Claims; nonce: string | null; challenge: string | null }>()

  const server = createServer(async (request, response) => {
    const answer = (body: unknown, status = 200) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    switch (new URL(request.url ?? '/', issuer).pathname) {
      case '/.well-known/openid-configuration':
        return answer({
          issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/keys`,
          id_token_signing_alg_values_supported: ['RS256'],
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
        })
      case '/keys':
        return answer({ keys: [key] })
      case '/token': {
        let body = ''
        for await (const chunk of request.setEncoding('utf8')) body += chunk
        const form = new URLSearchParams(body)
        const grant = granted.get(form.get('code') ?? '')
        granted.delete(form.get('code') ?? '')
        const proof = createHash('sha256')
          .update(form.get('code_verifier') ?? '')
          .digest('base64url')
        if (!grant || (grant.challenge !== null && grant.challenge !== proof))
          return answer({ error: 'invalid_grant' }, 400)
        const idToken = await new SignJWT({ ...grant.claims, ...(grant.nonce !== null && { nonce: grant.nonce }) })
          .setProtectedHeader({ alg: 'RS256', kid: 'one' })
          .setIssuer(issuer)
          .setAudience(CLIENT.clientId)
          .setIssuedAt()
          .setExpirationTime('5m')
          .sign(privateKey)
        return answer({ access_token: 'opaque', token_type: 'Bearer', expires_in: 300, id_token: idToken })
      }
      default:
        return answer({ error: 'not_found' }, 404)
    }
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    issuer,
    signIn(authorizationUrl, claims) {
      const asked = new URL(authorizationUrl).searchParams
      const code = crypto.randomUUID()
      granted.set(code, { claims, nonce: asked.get('nonce'), challenge: asked.get('code_challenge') })
      const back = new URL(asked.get('redirect_uri') ?? '')
      back.searchParams.set('code', code)
      back.searchParams.set('state', asked.get('state') ?? '')
      return back.href
    },
    close: () =>
      new Promise(resolve => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
