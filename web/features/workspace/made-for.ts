/** Whether a page that came from the server is of the workspace on screen, and as new as what is known of it. Pure. */

/** What a page was made of. */
export type MadeFor = {
  readonly userId: string
  readonly workspaceId: string
  /** The word of its lists before they were read; see FeedMeta. */
  readonly lists: string | undefined
}

type Fitness = 'good' | 'old' | 'of_another_workspace'

/** @param lists the word as the feed has it; undefined while it is not known */
export function fitnessOf(madeFor: MadeFor, workspaceId: string, lists: unknown): Fitness {
  if (madeFor.workspaceId !== workspaceId) return 'of_another_workspace'
  return lists === undefined || lists === madeFor.lists ? 'good' : 'old'
}
