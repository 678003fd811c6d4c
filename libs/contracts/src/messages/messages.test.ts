import { describe, expect, it } from 'vitest';
import Type from 'typebox';
import * as areaMessages from '../area-messages.ts';
import { deploymentProblems, publishedDifferences } from './check-published.ts';
import { defineMessage } from './define-message.ts';
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

it.each(definitions.map((definition) => [`${definition.type} v${definition.version}`, definition] as const))(
  '%s is what was published, no less and no more',
  (_, definition) => {
    expect(publishedDifferences(definition, published)).toEqual([]);
  },
);

it.each(kinds.map((kind) => [kind.written.type, kind] as const))(
  '%s is read in its last two versions, and written in the older of them',
  (_, kind) => {
    expect(deploymentProblems(kind)).toEqual([]);
  },
);

describe('the checks', () => {
  const v1 = defineMessage('nap.requested', 1, Type.Object({ napId: Type.String() }));
  const v2 = defineMessage('nap.requested', 2, Type.Object({ napId: Type.String() }));
  const message = {
    id: 'm',
    type: 'nap.requested',
    version: 1,
    correlationId: 'c',
    sentAt: '2026-01-01T00:00:00.000Z',
  };
  const sample = { 'nap.requested v1': { ...message, payload: { napId: 'n' } } };

  it('find a version that nobody has published, and one that was edited', () => {
    expect(publishedDifferences(v1, sample)).toEqual([]);
    expect(publishedDifferences(v2, sample)).toHaveLength(1);
    const edited = (schema: AnyMessageDefinition['schema']) => publishedDifferences({ ...v1, schema }, sample);
    expect(edited(Type.Object({ ...v1.schema.properties, payload: Type.Object({ nap: Type.String() }) }))).not.toEqual(
      [],
    );
    expect(edited(Type.Object(v1.schema.properties))).toEqual(['nap.requested v1: takes an unknown member']);
    const more = { ...v1.schema.properties, more: Type.Optional(Type.String()) };
    expect(edited(Type.Object(more, { additionalProperties: false }))).toEqual([
      'nap.requested v1: takes more, which was not published',
    ]);
    const fewer = { ...v1.schema.properties, id: v1.schema.properties.id, sentAt: Type.Optional(Type.String()) };
    expect(edited(Type.Object(fewer, { additionalProperties: false }))).toEqual([
      'nap.requested v1: does not need sentAt',
    ]);
  });

  it('find versions that can not be deployed one after the other', () => {
    expect(deploymentProblems({ read: [v1, v2], written: v1 })).toEqual([]);
    expect(deploymentProblems({ read: [v1, v2], written: v2 })).toHaveLength(1);
    expect(deploymentProblems({ read: [v2], written: v2 })).toHaveLength(1);
  });
});
