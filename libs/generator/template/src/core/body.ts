import { normalise } from './exact-values.ts';
import { exactBody } from './json-parser.ts';
import { limits } from './limits.ts';
import type { Ownership } from './ownership.ts';
import { patternFaults } from './patterns.ts';
import { invalidBody, pointer, type Fault } from './problems.ts';
import type { Entity, Member } from './registry.ts';
import { patternCheck, valueFault } from './values.ts';

/** The values of a request body by field. */
export type Values = ReadonlyMap<Member, unknown>;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const unknownFault = (entity: Entity, name: string): Fault => ({
  path: pointer(name),
  message: entity.byName.has(name)
    ? 'is set when the row is created and cannot be changed'
    : 'is not a field of this resource',
});

const memberFault = (value: unknown, member: Member): Fault | undefined => {
  if (value !== null) return valueFault(value, member);
  return member.nullable ? undefined : { path: pointer(member.name), message: 'must not be null' };
};

const ownerFault = (value: unknown, member: Member, ownership: Ownership | undefined): Fault | undefined => {
  const message = member === ownership?.member ? ownership.faultOf(value) : undefined;
  return message === undefined ? undefined : { path: pointer(member.name), message };
};

/**
 * Reads a body field by field and reports every fault with its path. `create` needs the required fields that have no
 * default; `update` accepts any subset. The owner field is accepted as far as `ownership` allows.
 */
export const readBody = (
  entity: Entity,
  received: unknown,
  action: 'create' | 'update',
  ownership?: Ownership | undefined,
): Values => {
  const body = exactBody(received);
  if (!isObject(body)) throw invalidBody([{ path: '', message: 'must be a JSON object' }]);
  const values = new Map<Member, unknown>();
  const faults: Fault[] = [];
  for (const [name, sent] of Object.entries(body)) {
    if (faults.length === limits.faults) throw invalidBody(faults);
    const member = entity.byName.get(name);
    if (member === undefined || (!member.writable && member !== ownership?.member)) {
      faults.push(unknownFault(entity, name));
      continue;
    }
    const value = normalise(sent, member);
    const fault = memberFault(value, member) ?? ownerFault(value, member, ownership);
    if (fault === undefined) values.set(member, value);
    else faults.push(fault);
  }
  const texts = [...values].map(([member, value]) => patternCheck(value, member));
  faults.push(...patternFaults(texts.filter((check) => check !== undefined)));
  if (action === 'create') {
    for (const member of entity.members) {
      const isRequired = member.required || (member === ownership?.member && ownership.required);
      if (isRequired && !Object.hasOwn(body, member.name)) {
        faults.push({ path: pointer(member.name), message: 'is required' });
      }
    }
  }
  if (faults.length > 0) throw invalidBody(faults);
  return values;
};
