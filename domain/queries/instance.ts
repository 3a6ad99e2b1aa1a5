/** Facts about this installation. */
import type { Tx } from '#prisma/client.ts'

/** Whether it has an owner; until then the set-up link works. */
export async function isSetUp(db: Tx): Promise<boolean> {
  return (await db.instance.count({ where: { key: 'setUpAt' } })) > 0
}
