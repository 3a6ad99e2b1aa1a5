/** What Prisma's own command line reads (see scripts/schema-engine.ts); a plain object, since that is not installed here. */
export default {
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  ...(process.env.DATABASE_URL ? { datasource: { url: process.env.DATABASE_URL } } : {}),
}
