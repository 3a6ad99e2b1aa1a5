/** One provider of identities beside passwords and passkeys, named by the environment: Keycloak, Authentik, Google, … */

export type OidcConfig = {
  /** Its address, under which `/.well-known/openid-configuration` is. */
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** What the button says. */
  readonly name: string
}

/** Part of the address that is registered with the provider: `<PUBLIC_URL>/api/auth/callback/oidc`. */
export const OIDC_ID = 'oidc'

export function discoveryUrlOf({ issuer }: OidcConfig): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
}
