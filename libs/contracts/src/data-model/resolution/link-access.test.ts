import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Rule } from '../data-model.schema.ts';
import { linkAccess } from './link-access.ts';

const access = (read: readonly Rule[], update: readonly Rule[]) => ({ read, update, create: [], delete: [] });

const allows = (
  rules: readonly Rule[],
  caller: { known: boolean; owner: boolean; roles: readonly string[] },
): boolean =>
  rules.some((rule) => {
    if (rule === 'public') return true;
    if (!caller.known || rule === 'nobody') return false;
    return rule === 'authenticated' || (rule === 'owner' ? caller.owner : caller.roles.includes(rule));
  });

const rule = fc.constantFrom<Rule>('public', 'authenticated', 'owner', 'role:a', 'role:b');
const rules = fc.oneof(fc.constant<Rule[]>(['nobody']), fc.uniqueArray(rule, { minLength: 1, maxLength: 4 }));

describe('linkAccess', () => {
  it('lets in nobody whom one of the two tables keeps out, whoever calls', () => {
    const caller = fc.record({ known: fc.boolean(), owner: fc.boolean(), roles: fc.subarray(['role:a', 'role:b']) });
    fc.assert(
      fc.property(rules, rules, rules, caller, (fromRead, fromUpdate, toRead, who) => {
        const links = linkAccess(access(fromRead, fromUpdate), access(toRead, []));
        const kept = [
          !allows(links.read, who) || (allows(fromRead, who) && allows(toRead, who)),
          !allows(links.create, who) || (allows(fromUpdate, who) && allows(toRead, who)),
          !allows(links.delete, who) || allows(fromUpdate, who),
        ];
        expect(kept).toEqual([true, true, true]);
      }),
    );
  });

  it.each<[Rule[], Rule[], Rule[]]>([
    [['public'], ['role:a', 'owner'], ['role:a', 'owner']],
    [['authenticated'], ['public'], ['authenticated']],
    [['authenticated'], ['owner'], ['owner']],
    [['role:a', 'role:b'], ['role:b', 'owner'], ['role:b']],
    [['role:a'], ['role:b'], ['nobody']],
    [['nobody'], ['public'], ['nobody']],
  ])('of %j and %j makes %j', (from, to, expected) => {
    expect(linkAccess(access(from, from), access(to, to)).read).toEqual(expected);
  });
});
