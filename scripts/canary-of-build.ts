/** Stands for each secret while the pages of the stories are built: none of it may be in what browsers load. */
export const CANARY_OF_BUILD = 'canary-of-the-build-8c1f6f0d4e0b'

export const PLANTED_SECRETS = {
  AUTH_SECRET: `${CANARY_OF_BUILD}-auth-secret`,
  SETUP_TOKEN: CANARY_OF_BUILD,
  METRICS_TOKEN: CANARY_OF_BUILD,
  OIDC_CLIENT_SECRET: CANARY_OF_BUILD,
  S3_SECRET_ACCESS_KEY: CANARY_OF_BUILD,
  DATABASE_URL: `postgresql://galley:${CANARY_OF_BUILD}@127.0.0.1:1/galley`,
  SMTP_URL: `smtp://galley:${CANARY_OF_BUILD}@127.0.0.1:1`,
}
