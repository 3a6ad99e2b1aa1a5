'use client'
import { PageError } from '#web/features/workspace/components/page-error.tsx'

/** One page failed; the frame around it lives on. */
export default function ShellError(props: { readonly error: Error & { digest?: string }; readonly reset: () => void }) {
  return <PageError {...props} />
}
