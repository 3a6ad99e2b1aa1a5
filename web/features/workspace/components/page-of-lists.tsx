import type { ReactNode } from 'react'
import { loadMadeFor } from '../load.ts'
import { MadePage } from './made-page.tsx'

/**
 * A page of lists, made on the server: which lists there are is asked before they are read, so that it is never taken for
 * newer than it is. Empty for somebody who is in no workspace.
 *
 * @param show reads what the page shows
 */
export async function PageOfLists({ show }: { readonly show: () => Promise<ReactNode> }) {
  const madeFor = await loadMadeFor()
  return madeFor && <MadePage madeFor={madeFor}>{await show()}</MadePage>
}
