import { describe, expect, it } from 'vitest';
import {
  besideRecordKey,
  idBelowProject,
  isIdBelowProject,
  isProjectId,
  projectIdOf,
  projectPartition,
  recordKey,
  recordPrefix,
} from './ids.ts';

const projectId = '01JDV00000000000000000000P';
const older = idBelowProject(projectId, '01JDV000010000000000000000');
const newer = idBelowProject(projectId, '01JDV000020000000000000000');

describe('an id below a project', () => {
  it('has 52 characters, the first 26 of which are its project', () => {
    expect(older).toHaveLength(52);
    expect(projectIdOf(older)).toBe(projectId);
  });

  it('sorts by age among those of its project', () => {
    expect([newer, older].toSorted()).toEqual([older, newer]);
  });

  it('is no id of a project, nor is that one below a project', () => {
    expect([older, projectId].map(isIdBelowProject)).toEqual([true, false]);
    expect([older, projectId].map(isProjectId)).toEqual([false, true]);
  });

  it.each([
    ['nothing', () => ''],
    ['too short', (id: string) => id.slice(1)],
    ['too long', (id: string) => `${id}0`],
    ['in lower case', (id: string) => id.toLowerCase()],
    ['with a letter that ULIDs do not have', (id: string) => id.replace('J', 'I')],
    ['with a line feed at its end', (id: string) => `${id}\n`],
    ['with the separator of keys in it', (id: string) => id.replace('J', '#')],
  ])('is none when it is %s', (_, changed) => {
    expect(isIdBelowProject(changed(older))).toBe(false);
    expect(isProjectId(changed(projectId))).toBe(false);
  });
});

describe('the keys of a record and of what lies beside it', () => {
  const keys = [recordKey(older), besideRecordKey(older, 'PROMPT'), besideRecordKey(older, 'CONTENT', '00000001')];

  it('are in the partition of its project', () => {
    expect(new Set(keys.map(({ pk }) => pk))).toEqual(new Set([projectPartition(projectId)]));
  });

  it('are distinct, and a list of records finds the record alone', () => {
    expect(new Set(keys.map(({ sk }) => sk)).size).toBe(keys.length);
    expect(keys.filter(({ sk }) => sk.startsWith(recordPrefix))).toEqual([recordKey(older)]);
  });
});
