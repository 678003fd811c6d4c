import type { Access, Rule } from '../data-model.schema.ts';
import { isStorable, pointer, quote } from '../text.ts';
import { closeObject, type DocumentObject, list, openObject, put, record } from './document-object.ts';
import { openOtherMembers } from './vocabulary.ts';

const operations = ['read', 'create', 'update', 'delete'] as const;
const known: ReadonlySet<string> = new Set(operations);
const words: ReadonlySet<string> = new Set(['public', 'authenticated', 'owner', 'nobody']);
const longestRole = 200;

const isRule = (value: string): value is Rule =>
  words.has(value) ||
  (value.startsWith('role:') &&
    value.trim().length > 'role:'.length &&
    value.length <= longestRole &&
    isStorable(value));

const readRules = (access: DocumentObject, operation: string): Rule[] | undefined => {
  const rules: Rule[] = [];
  const values = list(access, operation, 100);
  values?.forEach((value, position) => {
    const path = pointer(access.path, operation, position);
    if (typeof value === 'string' && isRule(value)) return void rules.push(value);
    const shown = typeof value === 'string' ? quote(value) : JSON.stringify(value).slice(0, 40);
    const message = `${access.label}: ${shown} is not a rule; allowed are public, authenticated, owner, nobody and role:<name>.`;
    access.issues.add(typeof value === 'string' ? 'unknown_value' : 'wrong_type', path, message);
  });
  // A list with an unreadable rule must not look like a list that admits fewer callers.
  return values?.length === rules.length ? rules : undefined;
};

export const readAccess = (parent: DocumentObject): Access | undefined => {
  const value = record(parent, 'access');
  if (value === undefined) return undefined;
  const access = openObject(value, pointer(parent.path, 'access'), `${parent.label}, access`, parent.issues);
  if (access === undefined) return undefined;
  closeObject(access, known, openOtherMembers);
  const read: Access = {};
  for (const operation of operations) put(read, operation, readRules(access, operation));
  return read;
};
