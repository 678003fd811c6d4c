import { describe, expect, it } from 'vitest';
import { Value } from 'typebox/value';
import * as areaMessages from '../area-messages.ts';
import type { AnyMessageDefinition } from './versioned.ts';

/** As they were published: what is added here stays here. */
const published: Readonly<Record<string, object>> = {
  'code-generation.requested v1': {
    id: 'm1',
    type: 'code-generation.requested',
    version: 1,
    correlationId: 'c1',
    sentAt: '2026-01-01T00:00:00.000Z',
    payload: { generationId: 'g1', userId: 'ada' },
  },
  'code-generation.finished v1': {
    id: 'e1',
    type: 'code-generation.finished',
    version: 1,
    correlationId: 'c1',
    occurredAt: '2026-01-01T00:00:00.000Z',
    userId: 'ada',
    projectId: 'p1',
    status: 'failed',
    payload: { generationId: 'g1', archiveBytes: 1, fileCount: 1, error: { code: 'c', message: 'm' } },
  },
};

type Exported = (typeof areaMessages)[keyof typeof areaMessages];
const exported: readonly Exported[] = Object.values(areaMessages);
const definitions: readonly AnyMessageDefinition[] = exported.filter((value) => 'schema' in value);
const kinds = exported.filter((value) => 'read' in value);

describe.each(definitions.map((definition) => [`${definition.type} v${definition.version}`, definition] as const))(
  '%s',
  (name, { schema }) => {
    const message = published[name] ?? {};

    it('is what was published, no less and no more', () => {
      expect(Value.Errors(schema, message)).toEqual([]);
      expect(Value.Check(schema, { ...message, more: 1 })).toBe(false);
      expect(Value.Check(schema, { ...message, payload: { more: 1 } })).toBe(false);
      expect(Object.keys(schema.properties).toSorted()).toEqual(Object.keys(message).toSorted());
    });

    it.each(Object.keys(message))('needs %s', (member) => {
      expect(Value.Check(schema, { ...message, [member]: undefined })).toBe(false);
    });
  },
);

describe.each(kinds.map((kind) => [kind.written.type, kind] as const))('%s', (_name, { read, written }) => {
  it('is read in its last two versions, and written in the older of them', () => {
    const versions = read.map(({ version }) => version);
    const newest = Math.max(...versions);
    expect(versions).toEqual(newest === 1 ? [1] : [newest - 1, newest]);
    expect(written).toBe(read[0]);
  });
});
