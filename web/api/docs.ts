/** The API described: openapi.json from the same schemas that check the requests, and a plain page over it. */
import { html } from 'hono/html'
import type { Api } from './context.ts'
import { takesKey } from './middleware/answer-once.ts'

type Operation = {
  summary?: string
  description?: string
  tags?: string[]
  requestBody?: unknown
  responses?: object
  parameters?: unknown[]
}
type Description = { paths?: Record<string, Record<string, Operation>> }

const IDEMPOTENCY_KEY = {
  in: 'header',
  name: 'Idempotency-Key',
  required: false,
  schema: { type: 'string', minLength: 1, maxLength: 200 },
  description:
    'Yours for this one request: sent again with it within a day, nothing is done twice and you get the first answer again, with `Idempotency-Replayed: true`. Also where the answer holds a secret: it is kept sealed. 409 idempotency_mismatch for another request with the same key.',
}

export function docsRoutes(api: Api): void {
  const openApiDocument = () =>
    api.getOpenAPI31Document({
      openapi: '3.1.0',
      info: {
        title: 'Galley',
        version: '1',
        description:
          'JSON over HTTP. Sign in with the cookie of a browser (writes need its Origin) or send `Authorization: Bearer <token>`. Unknown fields in a body are refused, unknown query parameters are ignored. A page that was made for one person names them with `Expected-User: <user id>`, or `?expected-user=` where no header can be sent: when somebody else is signed in by then, nothing is done, and the answer is 401 unauthenticated with `details.signedInAs`.',
      },
      security: [{ bearer: [] }, { cookie: [] }],
    })

  api.openAPIRegistry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' })
  api.openAPIRegistry.registerComponent('securitySchemes', 'cookie', {
    type: 'apiKey',
    in: 'cookie',
    name: 'better-auth.session_token',
  })

  api.get('/openapi.json', c =>
    c.json(withKeys(openApiDocument() as Description), 200, { 'cache-control': 'no-cache' }),
  )
  api.get('/docs', c => c.html(page(openApiDocument() as Description)))
}

/** Every write takes one, so no route has to say it. */
function withKeys(document: Description): Description {
  const paths = Object.entries(document.paths ?? {}).map(([path, methods]) => {
    const operations = Object.entries(methods).map(([method, operation]) => {
      const { parameters = [] } = operation
      return [
        method,
        takesKey(method, path) ? { ...operation, parameters: [...parameters, IDEMPOTENCY_KEY] } : operation,
      ]
    })
    return [path, Object.fromEntries(operations)] as const
  })
  return { ...document, paths: Object.fromEntries(paths) }
}

function page({ paths = {} }: Description) {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), ...operation })),
  )
  return html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="/icon.svg">
<title>Galley API</title>
<style>
  html { background: light-dark(#fff, #17181a); color: light-dark(#1c1d1f, #ececec) }
  body { font: 16px/1.6 system-ui, sans-serif; max-width: 72ch; margin: 2rem auto; padding: 0 1rem }
  h2 { font-size: 1rem; font-weight: 400; margin: 2rem 0 0.25rem } h2 b { display: inline-block; min-width: 4.5em }
  code, pre { font: 0.875rem/1.5 ui-monospace, monospace } h2, p { overflow-wrap: anywhere } pre { overflow: auto; padding: 0.75rem; border: 1px solid #8886 }
  summary { cursor: pointer } a { color: light-dark(#0a58ca, #8ab4f8) }
</style>
<main>
  <h1>Galley API</h1>
  <p>The same as a file for programs: <a href="openapi.json">openapi.json</a>.</p>
  ${operations.map(
    ({ path, method, summary, description, requestBody, responses = {} }) => html`<section>
    <h2><b>${method}</b> <code>${path}</code></h2>
    <p>${summary ?? ''}. ${description ?? ''} Answers ${Object.keys(responses).join(', ')}.</p>
    ${requestBody ? html`<details><summary>Body</summary><pre tabindex="0">${JSON.stringify(requestBody, null, 2)}</pre></details>` : ''}
  </section>`,
  )}
</main>
</html>`
}
