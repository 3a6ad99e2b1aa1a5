/** Who may do what in a workspace: each role has all rights of the ones before it. */
import { z } from 'zod'

export const ROLES = ['viewer', 'commenter', 'editor', 'publisher', 'admin', 'owner'] as const
export const Role = z.enum(ROLES)
export type Role = z.infer<typeof Role>

/** Roles that an invitation or a role change may give; ownership is handed over, never given by invitation. */
export const GrantableRole = Role.exclude(['owner'])
export type GrantableRole = z.infer<typeof GrantableRole>

/** `edit` text and submit · `publish` also approve, schedule, retry · `manage` members, channels, tokens · `own` the workspace. */
export type Right = 'read' | 'comment' | 'edit' | 'publish' | 'manage' | 'own'

const LEAST_ROLE: Record<Right, Role> = {
  read: 'viewer',
  comment: 'commenter',
  edit: 'editor',
  publish: 'publisher',
  manage: 'admin',
  own: 'owner',
}

export function can(role: Role, right: Right): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(LEAST_ROLE[right])
}
