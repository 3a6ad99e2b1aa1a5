/** Who may do what in a workspace: each role has all rights of the ones before it. No schemas here: every page asks this. */

export const ROLES = ['viewer', 'commenter', 'editor', 'publisher', 'admin', 'owner'] as const
export type Role = (typeof ROLES)[number]

/**
 * `edit` text and submit · `publish` also approve, schedule, retry · `share` say who sees a post, its creator too ·
 * `manage` members, channels, tokens · `own` the workspace.
 */
export type Right = 'read' | 'comment' | 'edit' | 'publish' | 'share' | 'manage' | 'own'

const LEAST_ROLE: Record<Right, Role> = {
  read: 'viewer',
  comment: 'commenter',
  edit: 'editor',
  publish: 'publisher',
  share: 'admin',
  manage: 'admin',
  own: 'owner',
}

export function can(role: Role, right: Right): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(LEAST_ROLE[right])
}
