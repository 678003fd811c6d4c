import type { Json } from './model.ts';

const formats: readonly Json[] = ['email-address', 'http-url'];

/**
 * A document without the rules for texts that PostgreSQL does not check: rows may be older than a rule, and they are
 * returned as they are.
 */
export const withoutUncheckedRules = (document: Json): Json => {
  if (Array.isArray(document)) return document.map(withoutUncheckedRules);
  if (typeof document !== 'object' || document === null) return document;
  const kept = Object.entries(document).filter(
    ([name, value]) =>
      !(name === 'pattern' && typeof value === 'string') && !(name === 'format' && formats.includes(value)),
  );
  return Object.fromEntries(kept.map(([name, value]) => [name, withoutUncheckedRules(value)]));
};
