/** How deep a document may be nested. Models need about ten levels; a much deeper document would overflow the stack. */
export const deepest = 100;

/** Looks level by level, not by recursion. */
export const isTooDeep = (document: unknown): boolean => {
  let level: unknown[] = [document];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > deepest) return true;
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue;
      for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) next.push(inner);
    }
    level = next;
  }
  return false;
};
