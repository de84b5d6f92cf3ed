/** Says whether an insert met a row that another request made first (unique_violation). */
export function isConflict(error: unknown, table: string): boolean {
  const { code, table: where } = error as { code?: string; table?: string };
  return code === '23505' && where === table;
}
