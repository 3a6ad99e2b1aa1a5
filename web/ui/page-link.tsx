/**
 * A link to a page of ours. Next would ask the server for each link in sight as soon as it is there, ten and more a page;
 * our pages are made for each request, so nothing of what comes could be shown, and each click asks again.
 */
import Link from 'next/link'
import type { ComponentProps } from 'react'

export function PageLink(props: Omit<ComponentProps<typeof Link>, 'prefetch'>) {
  return <Link {...props} prefetch={false} />
}
